/**
 * What data planes share, kept in Redis or Valkey. In: what a request asks of its counters. Out:
 * what they said, or that they said nothing in time.
 */
@NullMarked
package dev.sluice.dataplane.store;

import org.jspecify.annotations.NullMarked;

/**
 * Sends copies of requests elsewhere. In: Mirror. Out: requests beside the one that is served, of
 * which the client never learns.
 */
@NullMarked
package dev.sluice.dataplane.filter.mirror;

import org.jspecify.annotations.NullMarked;

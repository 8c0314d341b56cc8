/**
 * How a rule treats its backends: one class for each block. In: retry, circuitBreaker and their
 * like. Out: the snapshot's Forwarding.
 */
@NullMarked
package dev.sluice.operator.compile.upstream;

import org.jspecify.annotations.NullMarked;

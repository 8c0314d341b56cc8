/**
 * The compiler: pure, and the same for the same inputs in whatever order they come. In: {@code
 * Inputs}, and the compilation before. Out: a {@code Compilation}: routes and certificates for the
 * snapshot, the Service ports they refer to, and a report on each route for its status.
 */
@NullMarked
package dev.sluice.operator.compile;

import org.jspecify.annotations.NullMarked;

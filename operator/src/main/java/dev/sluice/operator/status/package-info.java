/**
 * What is said of a route. In: the compiler's reports, which Service ports are served, who acked
 * what, and which data planes are ready. Out: conditions and events, written by the leader alone,
 * never in the way of compile or push.
 */
@NullMarked
package dev.sluice.operator.status;

import org.jspecify.annotations.NullMarked;

/**
 * Endpoints of Services. In: a Service and its EndpointSlices. Out: one {@code Endpoints} entry for
 * each of its ports. Pure; the fast path of the watch calls it for the one Service that changed.
 */
@NullMarked
package dev.sluice.operator.endpoints;

import org.jspecify.annotations.NullMarked;

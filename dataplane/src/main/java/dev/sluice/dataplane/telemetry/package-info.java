/**
 * What operators of a gateway see of its requests. In: exchanges that are over, connections,
 * failures. Out: Prometheus metrics and, where its logger is at INFO, one JSON line for each
 * request.
 */
@NullMarked
package dev.sluice.dataplane.telemetry;

import org.jspecify.annotations.NullMarked;

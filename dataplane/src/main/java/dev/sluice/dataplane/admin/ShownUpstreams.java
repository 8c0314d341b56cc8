package dev.sluice.dataplane.admin;

import dev.sluice.dataplane.upstream.UpstreamState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a data plane knows of its upstreams, for people. */
final class ShownUpstreams {
  private ShownUpstreams() {}

  static String json(List<UpstreamState> all) {
    JsonArray upstreams = new JsonArray();
    for (UpstreamState each : all) {
      JsonArray endpoints = new JsonArray();
      each.endpoints().forEach(endpoint -> endpoints.add(endpoint(endpoint)));
      JsonArray breakers = new JsonArray();
      each.breakers().forEach(breaker -> breakers.add(breaker(breaker)));
      JsonArray limits = new JsonArray();
      each.limits().forEach(limit -> limits.add(limit(limit)));
      upstreams.add(
          new JsonObject()
              .put("service", each.service())
              .put("protocol", each.protocol())
              .put("panic", each.panic())
              .put("connections", each.connections())
              .put("retried", each.retried())
              .put("endpoints", endpoints)
              .put("circuitBreakers", breakers)
              .put("concurrency", limits));
    }
    return new JsonObject().put("upstreams", upstreams).encode() + "\n";
  }

  private static JsonObject endpoint(UpstreamState.EndpointState of) {
    return new JsonObject()
        .put("address", of.address())
        .put("state", of.state())
        .put("near", of.near())
        .put("ejections", of.ejections())
        .put("idle", of.idle())
        .put("requests", of.requests());
  }

  private static JsonObject breaker(UpstreamState.BreakerState of) {
    return new JsonObject()
        .put("state", of.state())
        .put("requests", of.requests())
        .put("failed", of.failed())
        .put("slow", of.slow());
  }

  private static JsonObject limit(UpstreamState.LimitState of) {
    return new JsonObject()
        .put("limit", of.limit())
        .put("adaptive", of.adaptive())
        .put("active", of.active())
        .put("pending", of.pending());
  }
}

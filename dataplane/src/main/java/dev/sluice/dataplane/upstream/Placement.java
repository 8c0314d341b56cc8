package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All of an upstream that changes at once when its endpoints do.
 *
 * @param near positions of the endpoints for this data plane's zone; null: all are, or none
 */
record Placement(
    List<Endpoint> endpoints,
    Map<Endpoint, EndpointHealth> health,
    @Nullable Maglev maglev,
    @Nullable Tokens tokens,
    @Nullable List<Integer> near) {
  static final Placement NOWHERE = new Placement(List.of(), Map.of(), null, null, null);

  /** Endpoints that are neither ejected nor fail their probes, in percent. */
  int healthyPercent() {
    int bad = 0;
    for (EndpointHealth each : health.values()) {
      bad += each.failsProbes() || each.ejected() ? 1 : 0;
    }
    return health.isEmpty() ? 100 : (health.size() - bad) * 100 / health.size();
  }

  List<UpstreamState.EndpointState> shown(Map<Endpoint, Use> uses) {
    List<UpstreamState.EndpointState> shown = new ArrayList<>();
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      EndpointHealth of = Objects.requireNonNull(health.get(endpoint));
      Use use = uses.getOrDefault(endpoint, Use.NONE);
      shown.add(
          new UpstreamState.EndpointState(
              endpoint.toString(),
              of.state(),
              near != null && near.contains(i),
              of.ejections(),
              use.idle(),
              use.requests()));
    }
    return shown;
  }
}

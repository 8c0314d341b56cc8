package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one Service port is served just now. An entry of its own, apart from the routes that use
 * it: pods come and go far more often than routes change.
 *
 * @param endpoints sorted and without doubles; empty: requests are answered 503
 * @param zones for the data planes of which zones each of them is meant: positions in the list,
 *     ascending, by zone; null: nobody says
 */
public record Endpoints(
    ServicePort id, List<Endpoint> endpoints, @Nullable Map<String, List<Integer>> zones)
    implements Entry {
  public Endpoints {
    endpoints = endpoints.stream().sorted().distinct().toList();
    if (zones != null) {
      TreeMap<String, List<Integer>> copy = new TreeMap<>();
      for (Map.Entry<String, List<Integer>> each : zones.entrySet()) {
        for (int position : each.getValue()) {
          if (position < 0 || position >= endpoints.size()) {
            throw new IllegalArgumentException("zone " + each.getKey() + ": " + position);
          }
        }
        copy.put(each.getKey(), List.copyOf(each.getValue()));
      }
      zones = Collections.unmodifiableMap(copy);
    }
  }

  /** For everybody. */
  public Endpoints(ServicePort id, List<Endpoint> endpoints) {
    this(id, endpoints, null);
  }

  /**
   * Each for some zones. Where one is for none, all are for everybody: a hint that is missing says
   * that the hints are not to be trusted (Kubernetes, Topology Aware Routing, safeguards).
   */
  public static Endpoints of(ServicePort id, Map<Endpoint, List<String>> zonesByEndpoint) {
    List<Endpoint> sorted = zonesByEndpoint.keySet().stream().sorted().toList();
    Map<String, List<Integer>> zones = new TreeMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      List<String> of = zonesByEndpoint.getOrDefault(sorted.get(i), List.of());
      if (of.isEmpty()) {
        return new Endpoints(id, sorted);
      }
      for (String zone : of) {
        List<Integer> positions = zones.computeIfAbsent(zone, z -> new ArrayList<>());
        if (!positions.contains(i)) {
          positions.add(i);
        }
      }
    }
    return new Endpoints(id, sorted, zones.isEmpty() ? null : zones);
  }

  // Written out, here and in hashCode: see the package of ids.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Endpoints o
        && id.equals(o.id)
        && endpoints.equals(o.endpoints)
        && Objects.equals(zones, o.zones);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + endpoints.hashCode();
  }

  @Override
  public EntryKey key() {
    return EntryKey.endpoints(id);
  }
}

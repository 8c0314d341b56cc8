package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.List;

/**
 * Where one Service port is served just now. An entry of its own, apart from the routes that use
 * it: pods come and go far more often than routes change.
 *
 * @param endpoints sorted and without doubles; empty: requests are answered 503
 */
public record Endpoints(ServicePort id, List<Endpoint> endpoints) implements Entry {
  public Endpoints {
    endpoints = endpoints.stream().sorted().distinct().toList();
  }

  @Override
  public EntryKey key() {
    return EntryKey.endpoints(id);
  }
}

package dev.sluice.operator.input;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import java.util.List;
import java.util.Map;

/**
 * All that is compiled, at one moment. Endpoint slices are not among it: endpoints have a way of
 * their own, which no compile holds up.
 *
 * <p>A part that did not change should be the same object as before: the compiler then does not
 * look into it.
 */
public record Inputs(
    FleetSettings fleet,
    Map<RouteId, WatchedRoute> routes,
    Map<ServiceName, WatchedService> services,
    Map<CertificateId, TlsSecret> secrets,
    List<Grant> grants,
    Map<PolicyId, WatchedPolicy> policies) {
  public Inputs {
    // The copy of an immutable map is the map itself.
    routes = Map.copyOf(routes);
    services = Map.copyOf(services);
    secrets = Map.copyOf(secrets);
    grants = List.copyOf(grants);
    policies = Map.copyOf(policies);
  }
}

package dev.sluice.operator.input;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.List;

/**
 * All that is compiled, at one moment. Endpoint slices are not among it: endpoints have a way of
 * their own, which no compile holds up.
 *
 * <p>A part that did not change should be the same object as before, and a map that did be made of
 * the one before: the compiler then does not look into what they share.
 */
public record Inputs(
    FleetSettings fleet,
    PersistentMap<RouteId, WatchedRoute> routes,
    PersistentMap<ServiceName, WatchedService> services,
    PersistentMap<CertificateId, TlsSecret> secrets,
    List<Grant> grants,
    PersistentMap<PolicyId, WatchedPolicy> policies,
    PersistentMap<CaObject.Name, CaObject> authorities,
    PersistentMap<DocumentObject.Name, DocumentObject> documents) {
  public Inputs {
    grants = List.copyOf(grants);
  }

  /** Where no route takes CA certificates or documents from anywhere. */
  public Inputs(
      FleetSettings fleet,
      PersistentMap<RouteId, WatchedRoute> routes,
      PersistentMap<ServiceName, WatchedService> services,
      PersistentMap<CertificateId, TlsSecret> secrets,
      List<Grant> grants,
      PersistentMap<PolicyId, WatchedPolicy> policies) {
    this(
        fleet, routes, services, secrets, grants, policies, PersistentMap.of(), PersistentMap.of());
  }
}

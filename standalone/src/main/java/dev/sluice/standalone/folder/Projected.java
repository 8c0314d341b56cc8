package dev.sluice.standalone.folder;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.TlsSecret;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in service, as the operator's stages take it: just as if it had been watched. A limit
 * that cannot be read goes along, so that what it was to protect is not served without it.
 */
public record Projected(Inputs inputs, List<WatchedSlice> slices) {
  public Projected {
    slices = List.copyOf(slices);
  }

  public static Projected of(Shelf shelf, FleetSettings fleet) {
    Map<RouteId, WatchedRoute> routes = new HashMap<>();
    Map<ServiceName, WatchedService> services = new HashMap<>();
    Map<CertificateId, TlsSecret> secrets = new HashMap<>();
    List<Grant> grants = new ArrayList<>();
    Map<PolicyId, WatchedPolicy> policies = new HashMap<>();
    Map<CaObject.Name, CaObject> authorities = new HashMap<>();
    Map<DocumentObject.Name, DocumentObject> documents = new HashMap<>();
    List<WatchedSlice> slices = new ArrayList<>();
    shelf.manifests().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e -> {
              HasMetadata model = e.getValue().model();
              if (model instanceof ApiRoute route) {
                WatchedRoute watched = route(route, shelf.generation(e.getKey()));
                routes.put(watched.id(), watched);
              } else if (model instanceof RateLimitPolicy policy) {
                WatchedPolicy watched = policy(policy, shelf.generation(e.getKey()));
                policies.put(watched.id(), watched);
              } else if (model instanceof Service service) {
                WatchedService watched = WatchedService.of(service);
                services.put(watched.name(), watched);
              } else if (model instanceof EndpointSlice slice) {
                slices.add(WatchedSlice.of(slice));
              } else if (model instanceof ConfigMap map) {
                CaObject watched = CaObject.of(map);
                authorities.put(watched.name(), watched);
                DocumentObject texts = DocumentObject.of(map);
                documents.put(texts.name(), texts);
              } else if (model instanceof Secret secret) {
                CaObject authority = CaObject.of(secret);
                authorities.put(authority.name(), authority);
                if (TlsSecret.TYPE.equals(secret.getType())) {
                  TlsSecret watched = TlsSecret.of(secret);
                  secrets.put(watched.id(), watched);
                }
              } else if (model instanceof GenericKubernetesResource grant) {
                grants.add(Grant.of(grant));
              }
            });
    shelf
        .reading()
        .refused()
        .forEach(
            (key, refused) -> {
              if (key.kind() == Kind.RATE_LIMIT_POLICY && !shelf.manifests().containsKey(key)) {
                WatchedPolicy unusable =
                    RefusedPolicy.of(key, refused, shelf.generation(key), routes.keySet());
                policies.put(unusable.id(), unusable);
              }
            });
    return new Projected(
        new Inputs(
            fleet,
            PersistentMap.copyOf(routes),
            PersistentMap.copyOf(services),
            PersistentMap.copyOf(secrets),
            grants,
            PersistentMap.copyOf(policies),
            PersistentMap.copyOf(authorities),
            PersistentMap.copyOf(documents)),
        slices);
  }

  private static WatchedPolicy policy(RateLimitPolicy policy, long generation) {
    WatchedPolicy as = WatchedPolicy.of(policy);
    return new WatchedPolicy(as.id(), as.uid(), generation, as.createdMillis(), as.spec(), null);
  }

  private static WatchedRoute route(ApiRoute route, long generation) {
    WatchedRoute as = WatchedRoute.of(route);
    return new WatchedRoute(
        as.id(), as.uid(), generation, as.createdMillis(), as.labels(), as.spec());
  }
}

package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.FleetSettings.HostnameOwnership;
import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.TlsSecret;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** YAML documents to Inputs; a document of kind Fleet sets what the admin decides. */
final class Manifests {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private Manifests() {}

  static Inputs inputs(String yaml) {
    FleetSettings fleet = FleetSettings.DEFAULT;
    Map<RouteId, WatchedRoute> routes = new HashMap<>();
    Map<ServiceName, WatchedService> services = new HashMap<>();
    Map<CertificateId, TlsSecret> secrets = new HashMap<>();
    List<Grant> grants = new ArrayList<>();
    Map<PolicyId, WatchedPolicy> policies = new HashMap<>();
    Map<CaObject.Name, CaObject> authorities = new HashMap<>();
    Map<DocumentObject.Name, DocumentObject> documents = new HashMap<>();
    for (String document : yaml.split("(?m)^---$")) {
      if (document.isBlank()) {
        continue;
      }
      GenericKubernetesResource object =
          SERIALIZATION.unmarshal(document, GenericKubernetesResource.class);
      switch (object.getKind()) {
        case "ApiRoute" -> {
          WatchedRoute route = WatchedRoute.of(as(object, ApiRoute.class));
          routes.put(route.id(), route);
        }
        case "RateLimitPolicy" -> {
          WatchedPolicy policy = WatchedPolicy.of(as(object, RateLimitPolicy.class));
          policies.put(policy.id(), policy);
        }
        case "Service" -> {
          WatchedService service = WatchedService.of(as(object, Service.class));
          services.put(service.name(), service);
        }
        case "Secret" -> {
          Secret plain = as(object, Secret.class);
          if (TlsSecret.TYPE.equals(plain.getType())) {
            TlsSecret secret = TlsSecret.of(plain);
            secrets.put(secret.id(), secret);
          }
          CaObject authority = CaObject.of(plain);
          authorities.put(authority.name(), authority);
        }
        case "ConfigMap" -> {
          ConfigMap map = as(object, ConfigMap.class);
          CaObject authority = CaObject.of(map);
          authorities.put(authority.name(), authority);
          DocumentObject texts = DocumentObject.of(map);
          documents.put(texts.name(), texts);
        }
        case "ReferenceGrant" -> grants.add(Grant.of(object));
        case "Fleet" -> fleet = fleet(object);
        default -> throw new IllegalArgumentException(object.getKind());
      }
    }
    return new Inputs(
        fleet,
        PersistentMap.copyOf(routes),
        PersistentMap.copyOf(services),
        PersistentMap.copyOf(secrets),
        grants,
        PersistentMap.copyOf(policies),
        PersistentMap.copyOf(authorities),
        PersistentMap.copyOf(documents));
  }

  @SuppressWarnings("unchecked")
  private static FleetSettings fleet(GenericKubernetesResource object) {
    Map<String, Object> spec = object.get("spec");
    return new FleetSettings(
        (String) spec.getOrDefault("fleet", "default"),
        HostnameOwnership.valueOf((String) spec.getOrDefault("ownership", "NAMESPACE")),
        (Map<String, List<String>>) spec.getOrDefault("allowedHostnames", Map.of()),
        (String) spec.getOrDefault("adminNamespace", "sluice"),
        (Boolean) spec.getOrDefault("store", true),
        (Boolean) spec.getOrDefault("externalNames", true));
  }

  private static <T> T as(GenericKubernetesResource object, Class<T> type) {
    return SERIALIZATION.convertValue(object, type);
  }
}

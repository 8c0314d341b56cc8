package dev.sluice.standalone.folder;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds that a folder may hold. */
public enum Kind {
  API_ROUTE("ApiRoute", List.of("sluice.dev/v1alpha1"), ApiRoute.class),
  RATE_LIMIT_POLICY("RateLimitPolicy", List.of("sluice.dev/v1alpha1"), RateLimitPolicy.class),
  SERVICE("Service", List.of("v1"), Service.class),
  ENDPOINT_SLICE("EndpointSlice", List.of("discovery.k8s.io/v1"), EndpointSlice.class),
  SECRET("Secret", List.of("v1"), Secret.class),
  CONFIG_MAP("ConfigMap", List.of("v1"), ConfigMap.class),
  NAMESPACE("Namespace", List.of("v1"), Namespace.class),
  REFERENCE_GRANT(
      "ReferenceGrant",
      List.of("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"),
      GenericKubernetesResource.class),
  /** Of the standalone process alone: a small HTTP server to try routes with. */
  DEMO_BACKEND("DemoBackend", List.of("standalone.sluice.dev/v1alpha1"), DemoBackend.class);

  private final String text;
  private final List<String> apiVersions;
  private final Class<? extends HasMetadata> type;

  Kind(String text, List<String> apiVersions, Class<? extends HasMetadata> type) {
    this.text = text;
    this.apiVersions = apiVersions;
    this.type = type;
  }

  static Optional<Kind> named(String text) {
    return Arrays.stream(values()).filter(k -> k.text.equals(text)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(values()).map(k -> k.text).toList();
  }

  String text() {
    return text;
  }

  List<String> apiVersions() {
    return apiVersions;
  }

  Class<? extends HasMetadata> type() {
    return type;
  }
}

package dev.sluice.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.NeedsKubeApi;
import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsKubeApi
class WatchIT {
  private static KubeApi api;
  private static KubernetesClient client;

  private final LinkedBlockingQueue<Inputs> inputs = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Endpoints> endpoints = new LinkedBlockingQueue<>();
  private Watch watch;

  @BeforeAll
  static void cluster() {
    api = KubeApi.start();
    client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(api.kubeconfig())).build();
    Path root = Path.of(System.getProperty("sluice.root", ".."));
    kubectl("apply", "-f", root.resolve("helm/sluice/crds").toString());
    kubectl("create", "namespace", "web");
    kubectl("wait", "--for=condition=Established", "crd/apiroutes.sluice.dev", "--timeout=30s");
  }

  @AfterAll
  static void down() {
    client.close();
    api.close();
  }

  @BeforeEach
  void start() throws InterruptedException {
    client.resources(ApiRoute.class).inNamespace("web").delete();
    client.services().inNamespace("web").delete();
    client.discovery().v1().endpointSlices().inNamespace("web").delete();
    watch = new Watch(client, FleetSettings.DEFAULT);
    watch.start(inputs::add, this::endpoints);
    assertThat(next(inputs, i -> true).routes()).isEmpty();
  }

  private void endpoints(Collection<Endpoints> changed) {
    endpoints.addAll(changed);
  }

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void an_api_server_that_went_away_is_found_again() throws InterruptedException {
    api.stopApiServer();
    api.startApiServer();
    apply(ApiRoute.class, route("/after"));
    next(inputs, i -> prefix(i).equals("/after"));
  }

  @Test
  void a_watch_that_starts_without_an_api_server_waits_for_it() throws InterruptedException {
    api.stopApiServer();
    LinkedBlockingQueue<Inputs> late = new LinkedBlockingQueue<>();
    try (Watch early = new Watch(client, FleetSettings.DEFAULT)) {
      early.start(late::add, changed -> {});
      assertThat(late.poll(2, TimeUnit.SECONDS)).isNull();
      assertThat(early.synced()).isFalse();
      api.startApiServer();
      assertThat(next(late, i -> true).services()).isNotEmpty();
    }
  }

  @Test
  void a_reference_grant_is_seen_though_its_crd_came_late() throws InterruptedException {
    kubectlApply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: referencegrants.gateway.networking.k8s.io
          annotations: {api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/gateway-api/pull/1"}
        spec:
          group: gateway.networking.k8s.io
          scope: Namespaced
          names: {kind: ReferenceGrant, plural: referencegrants, singular: referencegrant}
          versions:
          - name: v1beta1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties: {spec: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """);
    kubectl(
        "wait",
        "--for=condition=Established",
        "crd/referencegrants.gateway.networking.k8s.io",
        "--timeout=30s");
    kubectlApply(
        """
        apiVersion: gateway.networking.k8s.io/v1beta1
        kind: ReferenceGrant
        metadata: {name: g, namespace: web}
        spec:
          from: [{group: sluice.dev, kind: ApiRoute, namespace: front}]
          to: [{group: "", kind: Service}]
        """);
    Inputs granted = next(inputs, i -> !i.grants().isEmpty());
    assertThat(granted.grants().get(0).permits("front", "Service", "cart")).isTrue();
    kubectl("delete", "-n", "web", "referencegrant", "g");
    next(inputs, i -> i.grants().isEmpty());
  }

  @Test
  void a_route_comes_changes_and_goes() throws InterruptedException {
    apply(ApiRoute.class, route("/a"));
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(prefix(first)).isEqualTo("/a");
    apply(ApiRoute.class, route("/b"));
    assertThat(prefix(next(inputs, i -> prefix(i).equals("/b")))).isEqualTo("/b");
    client.resources(ApiRoute.class).inNamespace("web").withName("shop").delete();
    next(inputs, i -> i.routes().isEmpty());
  }

  @Test
  void a_secret_that_changes_is_seen_and_one_of_another_type_is_not() throws InterruptedException {
    apply(Secret.class, secret("other", "Opaque", "x"));
    apply(Secret.class, secret("cert", "kubernetes.io/tls", "one"));
    CertificateId cert = new CertificateId("web", "cert");
    Inputs first = next(inputs, i -> i.secrets().containsKey(cert));
    assertThat(first.secrets()).containsOnlyKeys(cert);
    apply(Secret.class, secret("cert", "kubernetes.io/tls", "two"));
    next(inputs, i -> i.secrets().get(cert).certificate().equals("two"));
  }

  @Test
  void slices_go_their_own_way_and_compile_nothing() throws InterruptedException {
    apply(Service.class, service());
    next(inputs, i -> i.services().containsKey(new ServiceName("web", "cart")));
    ServicePort port = new ServicePort("web", "cart", 80);
    for (int i = 1; i <= 5; i++) {
      apply(EndpointSlice.class, slice("a", "10.0.0." + i));
      String address = "10.0.0." + i;
      Endpoints now = next(endpoints, e -> e.toString().contains(address));
      assertThat(now.id()).isEqualTo(port);
      assertThat(now.endpoints()).hasSize(1);
    }
    apply(EndpointSlice.class, slice("b", "10.0.0.9"));
    next(endpoints, e -> e.endpoints().size() == 2);
    client.discovery().v1().endpointSlices().inNamespace("web").withName("a").delete();
    next(endpoints, e -> e.endpoints().size() == 1);
    // Only the Service was for the compiler.
    assertThat(inputs).isEmpty();
    client.services().inNamespace("web").withName("cart").delete();
    next(endpoints, e -> e.endpoints().isEmpty());
  }

  private static String prefix(Inputs inputs) {
    var route = inputs.routes().get(new RouteId("web", "shop"));
    return route == null ? "" : route.spec().rules().get(0).matches().get(0).path().prefix();
  }

  private static <T> T next(LinkedBlockingQueue<T> queue, Predicate<T> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      T item = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (item != null && wanted.test(item)) {
        return item;
      }
    }
    throw new AssertionError("not seen within 30 s");
  }

  private <T extends HasMetadata> void apply(Class<T> type, String yaml) {
    client
        .resource(client.getKubernetesSerialization().unmarshal(yaml, type))
        .createOr(r -> r.update());
  }

  private static void kubectl(String... arguments) {
    var result = api.kubectl().run(arguments);
    assertThat(result.ok()).as(result.toString()).isTrue();
  }

  private static void kubectlApply(String yaml) {
    var result = api.kubectl().feed(yaml, "apply", "-f", "-");
    assertThat(result.ok()).as(result.toString()).isTrue();
  }

  private static String route(String prefix) {
    return """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: shop, namespace: web}
        spec:
          rules:
          - name: all
            matches: [{path: {prefix: %s}}]
            respond: {status: 200}
        """
        .formatted(prefix);
  }

  private static String secret(String name, String type, String certificate) {
    return """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: web}
        type: %s
        data: {tls.crt: %s, tls.key: ""}
        """
        .formatted(name, type, Base64.getEncoder().encodeToString(certificate.getBytes()));
  }

  private static String service() {
    return """
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: web}
        spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
        """;
  }

  private static String slice(String name, String address) {
    return """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, namespace: web, labels: {kubernetes.io/service-name: cart}}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [{addresses: ["%s"]}]
        """
        .formatted(name, address);
  }
}

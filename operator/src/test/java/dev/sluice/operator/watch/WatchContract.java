package dev.sluice.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a watch sees of an API server, be it a real one or fabric8's. */
abstract class WatchContract {
  final LinkedBlockingQueue<Inputs> inputs = new LinkedBlockingQueue<>();
  final LinkedBlockingQueue<Endpoints> endpoints = new LinkedBlockingQueue<>();
  private final Readable readable = new Readable(List.of(), List.of("web"));
  private Watch watch;

  abstract KubernetesClient client();

  @BeforeEach
  void start() throws InterruptedException {
    client().resources(ApiRoute.class).inNamespace("web").delete();
    client().services().inNamespace("web").delete();
    client().discovery().v1().endpointSlices().inNamespace("web").delete();
    client().configMaps().inNamespace("web").delete();
    watch = new Watch(client(), FleetSettings.DEFAULT, readable, nanos -> {});
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
  void a_route_comes_changes_and_goes() throws InterruptedException {
    apply(ApiRoute.class, route("/a"));
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(prefix(first)).isEqualTo("/a");
    apply(ApiRoute.class, route("/b"));
    assertThat(prefix(next(inputs, i -> prefix(i).equals("/b")))).isEqualTo("/b");
    client().resources(ApiRoute.class).inNamespace("web").withName("shop").delete();
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
  void ca_certificates_are_seen_while_a_route_names_them() throws InterruptedException {
    CaObject.Name ca = new CaObject.Name(AuthorityId.Kind.CONFIG_MAP, "web", "internal-ca");
    apply(ConfigMap.class, map("internal-ca", "one"));
    apply(ConfigMap.class, map("other", "one"));
    apply(ApiRoute.class, trusting("internal-ca"));
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(first.authorities()).as("at once").containsOnlyKeys(ca);
    apply(ConfigMap.class, map("internal-ca", "two"));
    next(inputs, i -> i.authorities().get(ca).pems().get("ca.crt").contains("two"));
    client().configMaps().inNamespace("web").withName("internal-ca").delete();
    next(inputs, i -> i.authorities().isEmpty());
    apply(ApiRoute.class, route("/a"));
    next(inputs, i -> prefix(i).equals("/a"));
  }

  @Test
  void the_ca_that_clients_are_verified_by_is_seen_too() throws InterruptedException {
    apply(ConfigMap.class, map("partners-ca", "one"));
    apply(
        ApiRoute.class,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: shop, namespace: web}
        spec:
          hostnames: [a.example.com]
          tls: {secrets: [{name: cert}], clientCertificates: {caRef: {name: partners-ca}}}
          rules: [{name: all, respond: {}}]
        """);
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(first.authorities())
        .containsOnlyKeys(new CaObject.Name(AuthorityId.Kind.CONFIG_MAP, "web", "partners-ca"));
  }

  @Test
  void documents_are_seen_while_a_route_names_them() throws InterruptedException {
    DocumentObject.Name orders = new DocumentObject.Name("web", "orders");
    DocumentObject.Name petstore = new DocumentObject.Name("web", "petstore");
    apply(ConfigMap.class, map("orders", "one"));
    apply(ConfigMap.class, map("petstore", "one"));
    apply(ConfigMap.class, map("other", "one"));
    apply(
        ApiRoute.class,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: shop, namespace: web}
        spec:
          rules:
          - name: all
            respond: {}
            validate: {jsonSchema: {configMap: {name: orders}}}
          - name: pets
            matches: [{path: {prefix: /pets}}]
            respond: {}
            validate: {openApi: {configMap: {name: petstore}}}
        """);
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(first.documents()).as("at once").containsOnlyKeys(orders, petstore);
    apply(ConfigMap.class, map("orders", "two"));
    next(inputs, i -> i.documents().get(orders).texts().get("ca.crt").contains("two"));
    apply(ApiRoute.class, route("/a"));
    next(inputs, i -> i.documents().isEmpty());
  }

  @Test
  void config_maps_of_namespaces_that_the_admin_left_out_are_not_there()
      throws InterruptedException {
    apply(ConfigMap.class, map("internal-ca", "one"));
    apply(
        ConfigMap.class, map("internal-ca", "one").replace("namespace: web", "namespace: default"));
    apply(
        ApiRoute.class,
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: shop, namespace: web}
        spec:
          rules:
          - name: near
            backends: [{service: cart, port: 443, tls: {caRef: {name: internal-ca}}}]
          - name: far
            backends:
            - {service: cart, port: 443, tls: {caRef: {name: internal-ca, namespace: default}}}
          - name: schema
            respond: {}
            validate: {jsonSchema: {configMap: {name: internal-ca, namespace: default}}}
        """);
    Inputs first = next(inputs, i -> i.routes().containsKey(new RouteId("web", "shop")));
    assertThat(first.authorities())
        .containsOnlyKeys(new CaObject.Name(AuthorityId.Kind.CONFIG_MAP, "web", "internal-ca"));
    assertThat(first.documents()).isEmpty();
  }

  private static String map(String name, String text) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "
        + name
        + ", namespace: web}\ndata: {ca.crt: \"-----BEGIN CERTIFICATE----- "
        + text
        + "\"}\n";
  }

  private static String trusting(String name) {
    return """
    apiVersion: sluice.dev/v1alpha1
    kind: ApiRoute
    metadata: {name: shop, namespace: web}
    spec:
      rules:
      - name: all
        backends: [{service: cart, port: 443, tls: {caRef: {name: %s}}}]
    """
        .formatted(name);
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
    client().discovery().v1().endpointSlices().inNamespace("web").withName("a").delete();
    next(endpoints, e -> e.endpoints().size() == 1);
    // Only the Service was for the compiler.
    assertThat(inputs).isEmpty();
    client().services().inNamespace("web").withName("cart").delete();
    next(endpoints, e -> e.endpoints().isEmpty());
  }

  static String prefix(Inputs inputs) {
    var route = inputs.routes().get(new RouteId("web", "shop"));
    return route == null ? "" : route.spec().rules().get(0).matches().get(0).path().prefix();
  }

  static <T> T next(LinkedBlockingQueue<T> queue, Predicate<T> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end) {
      T item = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (item != null && wanted.test(item)) {
        return item;
      }
    }
    throw new AssertionError("not seen within 30 s");
  }

  <T extends HasMetadata> void apply(Class<T> type, String yaml) {
    client()
        .resource(client().getKubernetesSerialization().unmarshal(yaml, type))
        .createOr(r -> r.update());
  }

  static String route(String prefix) {
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

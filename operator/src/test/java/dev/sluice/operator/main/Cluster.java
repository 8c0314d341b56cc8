package dev.sluice.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.Kubectl;
import dev.sluice.operator.status.Leadership;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * A real API server with the chart's objects in it, and operators that run in this process, each as
 * the chart's ServiceAccount with the chart's rights.
 */
final class Cluster implements AutoCloseable {
  /** Times of a lease, short enough for a test. */
  private static final Duration LEASE = Duration.ofSeconds(4);

  final KubeApi api = KubeApi.start();
  final Kubectl kubectl = api.kubectl();
  final Vertx vertx = Vertx.vertx();
  private final Path root = Path.of(System.getProperty("sluice.root", ".."));
  private final List<Operator> operators = new ArrayList<>();
  private final List<KubernetesClient> clients = new ArrayList<>();
  private String token;

  Cluster() {
    run("apply", "-f", root.resolve("helm/sluice/crds").toString());
    run("create", "namespace", "gateways");
    run("create", "namespace", "web");
    run("wait", "--for=condition=Established", "crd/apiroutes.sluice.dev", "--timeout=30s");
    rights();
  }

  /** As the chart has them where there is a helm to say so; else the operator is an admin. */
  private void rights() {
    Path helm = Path.of(kubectl.program()).resolveSibling("helm");
    run("-n", "gateways", "create", "serviceaccount", "gateway-dataplane");
    if (!Files.isExecutable(helm)) {
      return;
    }
    List<String> command =
        List.of(
            helm.toString(),
            "template",
            "gateway",
            root.resolve("helm/sluice").toString(),
            "--namespace=gateways",
            "--kube-version=1.33",
            "--show-only=templates/operator/rbac.yaml",
            "--show-only=templates/operator/push-certificate.yaml",
            "--show-only=templates/operator/affinity.yaml",
            "--show-only=templates/operator/serviceaccount.yaml");
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String manifests = new String(process.getInputStream().readAllBytes());
      apply(manifests);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    token = run("-n", "gateways", "create", "token", "gateway-operator", "--duration=2h").strip();
  }

  boolean hasChartRights() {
    return token != null;
  }

  Operator operator(String pod) {
    return operator(pod, client());
  }

  Operator operator(String pod, KubernetesClient client) {
    return operator(pod, client, "default", "gateway-operator", "gateway-dataplane");
  }

  /** Of a fleet of that name, with a lease and a data planes' Service of its own. */
  Operator operatorOf(String fleet) {
    return operator(fleet + "-operator", admin(), fleet, fleet + "-operator", fleet + "-dataplane");
  }

  private Operator operator(
      String pod, KubernetesClient client, String fleet, String lease, String service) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SLUICE_FLEET", fleet);
    environment.put("POD_NAME", pod);
    environment.put("POD_NAMESPACE", "gateways");
    environment.put("SLUICE_PUSH_PORT", "0");
    environment.put("SLUICE_ADMIN_PORT", "0");
    environment.put("SLUICE_LEASE", lease);
    environment.put("SLUICE_DATAPLANE_SERVICE", service);
    environment.put("SLUICE_DATAPLANE_SERVICE_ACCOUNT", "gateway-dataplane");
    environment.put("SLUICE_PUSH_TLS_SECRET", "gateway-push-tls");
    environment.put("SLUICE_AFFINITY_SECRET", "gateway-affinity");
    environment.put("SLUICE_PUSH_CA_CONFIGMAP", "gateway-push-ca");
    OperatorConfig config = OperatorConfig.of(environment);
    Leadership.Term term =
        new Leadership.Term(
            "gateways", lease, pod, LEASE, Duration.ofSeconds(3), Duration.ofMillis(500));
    Operator operator = Operator.start(config, term, client);
    operators.add(operator);
    return operator;
  }

  KubernetesClient client() {
    return client(token);
  }

  private KubernetesClient admin() {
    return client(null);
  }

  /**
   * @param bearer null: an admin
   */
  private KubernetesClient client(String bearer) {
    Config admin = Config.fromKubeconfig(api.kubeconfig());
    ConfigBuilder config =
        new ConfigBuilder(admin).withRequestRetryBackoffLimit(1).withRequestTimeout(5_000);
    if (bearer != null) {
      config.withOauthToken(bearer).withAutoOAuthToken(bearer);
    }
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config.build()).build();
    clients.add(client);
    return client;
  }

  /** A pod of the fleet, with a token of its own; it becomes Ready by {@link #ready}. */
  FakeDataPlane dataPlane(String pod, Operator... dialled) {
    return dataPlaneOf("default", pod, dialled);
  }

  FakeDataPlane dataPlaneOf(String fleet, String pod, Operator... dialled) {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: gateways}
        spec:
          serviceAccountName: gateway-dataplane
          automountServiceAccountToken: false
          containers: [{name: dataplane, image: none}]
        """
            .formatted(pod));
    String own =
        run(
                "-n",
                "gateways",
                "create",
                "token",
                "gateway-dataplane",
                "--audience=sluice-push",
                "--bound-object-kind=Pod",
                "--bound-object-name=" + pod)
            .strip();
    List<IntSupplier> ports = new ArrayList<>();
    for (Operator operator : dialled) {
      ports.add(operator::pushPort);
    }
    return new FakeDataPlane(vertx, fleet, pod, () -> own, ports);
  }

  /** Makes exactly these pods the Ready ones of the data planes' Service. */
  void ready(String... pods) {
    readyOf("gateway-dataplane", pods);
  }

  void readyOf(String service, String... pods) {
    StringBuilder endpoints = new StringBuilder("[");
    for (int i = 0; i < pods.length; i++) {
      endpoints
          .append("{addresses: [10.1.0." + (i + 1) + "], conditions: {ready: true}, targetRef: ")
          .append("{kind: Pod, namespace: gateways, name: " + pods[i] + "}},");
    }
    slice("gateways", service, endpoints.append("]").toString());
  }

  void slice(String namespace, String service, String endpoints) {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: %s-1
          namespace: %s
          labels: {kubernetes.io/service-name: %s}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: %s
        """
            .formatted(service, namespace, service, endpoints));
  }

  void service(String name) {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: web}
        spec: {ports: [{name: http, port: 80, targetPort: 8080}]}
        """
            .formatted(name));
  }

  void route(String name, String hostname, String prefix, String service) {
    apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: %s, namespace: web}
        spec:
          hostnames: [%s]
          rules:
          - name: all
            matches: [{path: {prefix: %s}}]
            backends: [{service: %s, port: http}]
        """
            .formatted(name, hostname, prefix, service));
  }

  String run(String... arguments) {
    Kubectl.Result result = kubectl.run(arguments);
    assertThat(result.ok()).as(String.join(" ", arguments) + "\n" + result.output()).isTrue();
    return result.output();
  }

  void apply(String manifests) {
    Kubectl.Result result = kubectl.feed(manifests, "apply", "-f", "-");
    assertThat(result.ok()).as(result.output()).isTrue();
  }

  /** Faster than apply, for many. */
  void create(String manifests) {
    Kubectl.Result result = kubectl.feed(manifests, "create", "-f", "-");
    assertThat(result.ok()).as(result.output()).isTrue();
  }

  void waitFor(String name, String condition) {
    run("-n", "web", "wait", "--for=condition=" + condition, "apiroute/" + name, "--timeout=30s");
  }

  /** One condition, as {@code status reason message}. */
  String condition(String name, String type) {
    return condition("apiroute", name, type);
  }

  /** The same, of an object of any kind. */
  String condition(String kind, String name, String type) {
    String path = "{.status.conditions[?(@.type==\"" + type + "\")]";
    return run(
        "-n",
        "web",
        "get",
        kind,
        name,
        "-o",
        "jsonpath=" + path + ".status} " + path + ".reason} " + path + ".message}");
  }

  static void until(String what, Waiting holds) {
    until(what, Duration.ofSeconds(40), holds);
  }

  static void until(String what, Duration longest, Waiting holds) {
    long end = System.nanoTime() + longest.toNanos();
    while (!holds.now()) {
      assertThat(System.nanoTime()).as("waited in vain: " + what).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  interface Waiting {
    boolean now();
  }

  static String admin(Operator operator, String path) {
    return answer(operator.adminPort(), path);
  }

  /** Status and body; empty where nobody listens. */
  static String answer(int port, String path) {
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                  HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static double statusWrites(Operator operator) {
    return measure(operator, "sluice_status_writes_total");
  }

  /** What an operator counts, over all labels. */
  static double measure(Operator operator, String name) {
    return admin(operator, "/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Override
  public void close() {
    operators.forEach(Operator::close);
    clients.forEach(KubernetesClient::close);
    vertx.close();
    api.close();
  }
}

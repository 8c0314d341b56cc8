package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.Kubectl;
import dev.sluice.crds.v1alpha1.ApiRoute;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The API server and what is in it. No controllers run: the test says which pods are Ready, and
 * which backends a Service has.
 */
final class Cluster implements AutoCloseable {
  final KubeApi api = KubeApi.start();
  final Kubectl kubectl = api.kubectl();
  final KubernetesClient client;

  Cluster() {
    Config config =
        new ConfigBuilder(Config.fromKubeconfig(api.kubeconfig()))
            .withRequestRetryBackoffLimit(1)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    Path root = Path.of(System.getProperty("sluice.root", ".."));
    run("apply", "-f", root.resolve("helm/sluice/crds").toString());
    run("wait", "--for=condition=Established", "crd/apiroutes.sluice.dev", "--timeout=30s");
    run("create", "namespace", "web");
    run("create", "namespace", Fleet.NAMESPACE);
    run("-n", Fleet.NAMESPACE, "create", "serviceaccount", Fleet.SERVICE_ACCOUNT);
  }

  String run(String... arguments) {
    Kubectl.Result result = kubectl.run(arguments);
    assertThat(result.ok()).as(String.join(" ", arguments) + "\n" + result.output()).isTrue();
    return result.output();
  }

  /** What {@code kubectl wait} does for a user, to its end. */
  void waitProgrammed(String route) {
    run("-n", "web", "wait", "--for=condition=Programmed", "apiroute/" + route, "--timeout=30s");
  }

  /** Makes or changes it; its generation. */
  long route(String name, String hostname, Rule... rules) {
    return route(name, hostname, List.of(rules));
  }

  long route(String name, String hostname, List<Rule> rules) {
    String spec =
        "\"spec\":{\"hostnames\":[\"%s\"],\"rules\":[%s]}"
            .formatted(hostname, rules.stream().map(Rule::json).collect(Collectors.joining(",")));
    Resource<ApiRoute> route = route(name);
    HasMetadata made =
        route.get() == null
            ? client
                .resource(
                    ("{\"apiVersion\":\"sluice.dev/v1alpha1\",\"kind\":\"ApiRoute\","
                            + "\"metadata\":{\"name\":\"%s\",\"namespace\":\"web\"},%s}")
                        .formatted(name, spec))
                .create()
            : route.patch(PatchContext.of(PatchType.JSON_MERGE), "{" + spec + "}");
    return made.getMetadata().getGeneration();
  }

  Resource<ApiRoute> route(String name) {
    return client.resources(ApiRoute.class).inNamespace("web").withName(name);
  }

  void removeRoute(String name) {
    route(name).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  /** A Service of namespace web with these backends behind it, of all that there are. */
  void service(String name, Collection<Backend> all, Collection<Backend> ready) {
    service(name, "{name: http, port: 80}", all, ready);
  }

  /** The same, whose backends speak HTTP/2 in clear. */
  void http2Service(String name, Collection<Backend> all, Collection<Backend> ready) {
    service(name, "{name: http, port: 80, appProtocol: kubernetes.io/h2c}", all, ready);
  }

  private void service(
      String name, String port, Collection<Backend> all, Collection<Backend> ready) {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s, namespace: web}
        spec: {ports: [%s]}
        """
            .formatted(name, port));
    for (Backend backend : all) {
      endpoints(name, backend, ready.contains(backend));
    }
  }

  /** Puts one backend behind a Service, or takes it away. Each has a slice of its own. */
  void endpoints(String service, Backend backend, boolean ready) {
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: %s-%s
          namespace: web
          labels: {kubernetes.io/service-name: %s}
        addressType: IPv4
        ports: [{name: http, port: %d}]
        endpoints: [%s]
        """
            .formatted(
                service,
                backend.name(),
                service,
                backend.port(),
                ready
                    ? "{addresses: [" + backend.address() + "], conditions: {ready: true}}"
                    : ""));
  }

  /** A pod of the fleet, and a token that is bound to it. */
  String tokenOf(String pod) {
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s}
        spec:
          serviceAccountName: %s
          automountServiceAccountToken: false
          containers: [{name: dataplane, image: none}]
        """
            .formatted(pod, Fleet.NAMESPACE, Fleet.SERVICE_ACCOUNT));
    return run(
            "-n",
            Fleet.NAMESPACE,
            "create",
            "token",
            Fleet.SERVICE_ACCOUNT,
            "--audience=sluice-push",
            "--bound-object-kind=Pod",
            "--bound-object-name=" + pod)
        .strip();
  }

  /** Makes exactly these pods the Ready ones of the data planes' Service. */
  void ready(DataPlaneProcess... dataPlanes) {
    String endpoints =
        Arrays.stream(dataPlanes)
            .map(
                each ->
                    ("{addresses: [10.1.0.%d], conditions: {ready: true},"
                            + " targetRef: {kind: Pod, namespace: %s, name: %s}}")
                        .formatted(
                            1 + Arrays.asList(dataPlanes).indexOf(each),
                            Fleet.NAMESPACE,
                            each.pod()))
            .collect(Collectors.joining(","));
    apply(
        """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: sluice-dataplane-1
          namespace: %s
          labels: {kubernetes.io/service-name: sluice-dataplane}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [%s]
        """
            .formatted(Fleet.NAMESPACE, endpoints));
  }

  /** The pod that holds the lease; empty: none. */
  String leader() {
    Lease lease = client.leases().inNamespace(Fleet.NAMESPACE).withName("sluice-operator").get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  void apply(String manifest) {
    client.resource(manifest).forceConflicts().serverSideApply();
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}

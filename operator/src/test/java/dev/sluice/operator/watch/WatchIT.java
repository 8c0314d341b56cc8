package dev.sluice.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.NeedsKubeApi;
import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@NeedsKubeApi
class WatchIT extends WatchContract {
  private static KubeApi api;
  private static KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }

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
    try (Watch early = new Watch(client, FleetSettings.DEFAULT, Readable.EVERYWHERE, nanos -> {})) {
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

  private static void kubectl(String... arguments) {
    var result = api.kubectl().run(arguments);
    assertThat(result.ok()).as(result.toString()).isTrue();
  }

  private static void kubectlApply(String yaml) {
    var result = api.kubectl().feed(yaml, "apply", "-f", "-");
    assertThat(result.ok()).as(result.toString()).isTrue();
  }
}

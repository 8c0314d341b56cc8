package dev.sluice.operator.status;

import dev.sluice.crds.kube.KubeApi;
import dev.sluice.crds.kube.NeedsKubeApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@NeedsKubeApi
class ApiServerIT extends ApiServerContract {
  private static KubeApi api;
  private static KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }

  @BeforeAll
  static void start() {
    api = KubeApi.start();
    client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(api.kubeconfig())).build();
  }

  @AfterAll
  static void down() {
    client.close();
    api.close();
  }
}

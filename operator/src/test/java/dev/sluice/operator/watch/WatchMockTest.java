package dev.sluice.operator.watch;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;

/** The same, on every machine: against fabric8's server, which keeps what it is given. */
@EnableKubernetesMockClient(crud = true)
class WatchMockTest extends WatchContract {
  private KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }
}

package dev.sluice.operator.status;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;

/** On every machine: against fabric8's server, which keeps what it is given. */
@EnableKubernetesMockClient(crud = true)
class ApiServerMockTest extends ApiServerContract {
  private KubernetesClient client;

  @Override
  KubernetesClient client() {
    return client;
  }
}

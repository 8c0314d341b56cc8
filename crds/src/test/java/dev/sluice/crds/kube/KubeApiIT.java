package dev.sluice.crds.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

@NeedsKubeApi
final class KubeApiIT {
  @Test
  void what_was_stored_outlives_a_crash_of_the_api_server() {
    try (KubeApi api = KubeApi.start()) {
      Kubectl kubectl = api.kubectl();
      assertThat(kubectl.run("create", "namespace", "web").ok()).isTrue();
      api.stopApiServer();
      assertThat(kubectl.run("get", "namespace", "web", "--request-timeout=2s").ok()).isFalse();
      api.startApiServer();
      assertThat(kubectl.run("get", "namespace", "web").output()).contains("Active");
    }
  }

  @Test
  void a_service_account_gets_a_token_that_the_api_server_knows() {
    try (KubeApi api = KubeApi.start()) {
      Kubectl kubectl = api.kubectl();
      kubectl.run("create", "serviceaccount", "dataplane");
      String token =
          kubectl.run("create", "token", "dataplane", "--audience=sluice-push").output().strip();
      String review =
          kubectl
              .feed(
                  """
                  apiVersion: authentication.k8s.io/v1
                  kind: TokenReview
                  spec: {token: "%s", audiences: [sluice-push]}
                  """
                      .formatted(token),
                  "create",
                  "-o",
                  "yaml",
                  "-f",
                  "-")
              .output();
      assertThat(review).contains("authenticated: true", "system:serviceaccount:default:dataplane");
    }
  }
}

package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.push.TokenCheck.Verdict;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
final class TokenReviewsTest {
  private static final String POD = "authentication.kubernetes.io/pod-name";
  private static final String OURS = "system:serviceaccount:sluice:dataplane";
  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void the_data_planes_own_token_opens_for_its_pod() {
    answer(true, "push", OURS, Map.of(POD, List.of("dp-1")));
    assertThat(check()).isEqualTo(new Verdict.Allowed("dp-1"));
  }

  @Test
  void an_expired_or_forged_token_is_refused() {
    answer(false, "push", OURS, Map.of(POD, List.of("dp-1")));
    assertThat(check()).isInstanceOfSatisfying(Verdict.Refused.class, r -> is(r, 401));
  }

  @Test
  void a_token_for_the_api_server_is_refused() {
    answer(true, "https://kubernetes.default.svc", OURS, Map.of(POD, List.of("dp-1")));
    assertThat(check()).isInstanceOfSatisfying(Verdict.Refused.class, r -> is(r, 401));
  }

  @Test
  void a_token_of_another_account_is_refused() {
    answer(true, "push", "system:serviceaccount:other:dataplane", Map.of(POD, List.of("dp-1")));
    assertThat(check()).isInstanceOfSatisfying(Verdict.Refused.class, r -> is(r, 403));
  }

  @Test
  void a_token_that_is_bound_to_no_pod_is_refused() {
    answer(true, "push", OURS, Map.of());
    assertThat(check()).isInstanceOfSatisfying(Verdict.Refused.class, r -> is(r, 403));
  }

  @Test
  void an_api_server_that_fails_lets_nobody_in_and_does_not_quote_the_token() {
    server
        .expect()
        .post()
        .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
        .andReturn(403, "no secret-token for you")
        .always();
    assertThat(check()).isInstanceOf(Verdict.Unknown.class);
    assertThat(check().toString()).doesNotContain("secret-token");
  }

  private static void is(Verdict.Refused refused, int status) {
    assertThat(refused.status()).isEqualTo(status);
  }

  private Verdict check() {
    return new TokenReviews(client, "push", "sluice", "dataplane").check("secret-token");
  }

  private void answer(
      boolean authenticated, String audience, String username, Map<String, List<String>> extra) {
    TokenReview review =
        new TokenReviewBuilder()
            .withNewStatus()
            .withAuthenticated(authenticated)
            .withAudiences(audience)
            .withNewUser()
            .withUsername(username)
            .withExtra(extra)
            .endUser()
            .endStatus()
            .build();
    server
        .expect()
        .post()
        .withPath("/apis/authentication.k8s.io/v1/tokenreviews")
        .andReturn(201, review)
        .always();
  }
}

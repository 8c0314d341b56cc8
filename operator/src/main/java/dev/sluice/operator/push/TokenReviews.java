package dev.sluice.operator.push;

import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the API server about a token (Kubernetes authentication.k8s.io/v1, TokenReview). */
public final class TokenReviews implements TokenCheck {
  /** Set by the API server for tokens that are bound to a pod. */
  private static final String POD_NAME = "authentication.kubernetes.io/pod-name";

  private final KubernetesClient client;
  private final String audience;
  private final String username;

  /**
   * @param audience the one the token must be made for: a token for the API server opens nothing
   *     here, and the other way round
   */
  public TokenReviews(
      KubernetesClient client, String audience, String namespace, String serviceAccount) {
    this.client = client;
    this.audience = audience;
    this.username = "system:serviceaccount:" + namespace + ":" + serviceAccount;
  }

  @Override
  public Verdict check(String token) {
    TokenReview question =
        new TokenReviewBuilder()
            .withNewSpec()
            .withToken(token)
            .withAudiences(audience)
            .endSpec()
            .build();
    try {
      TokenReview answer = client.tokenReviews().create(question);
      return judge(answer == null ? null : answer.getStatus());
    } catch (KubernetesClientException e) {
      // The message of a refused create may quote the object, so it is not passed on.
      return new Verdict.Unknown("TokenReview failed with status " + e.getCode());
    }
  }

  private Verdict judge(@Nullable TokenReviewStatus status) {
    if (status == null) {
      return new Verdict.Unknown("TokenReview without a status");
    }
    if (!Boolean.TRUE.equals(status.getAuthenticated())) {
      return new Verdict.Refused(401, "not authenticated");
    }
    // An API server that does not know audiences leaves them out, having checked its own instead.
    List<String> audiences = status.getAudiences();
    if (audiences == null || !audiences.contains(audience)) {
      return new Verdict.Refused(401, "not made for audience " + audience);
    }
    if (status.getUser() == null || !username.equals(status.getUser().getUsername())) {
      return new Verdict.Refused(403, "not a token of " + username);
    }
    Map<String, List<String>> extra = status.getUser().getExtra();
    List<String> pods = extra == null ? null : extra.get(POD_NAME);
    if (pods == null || pods.size() != 1) {
      return new Verdict.Refused(403, "not bound to a pod");
    }
    return new Verdict.Allowed(pods.get(0));
  }
}

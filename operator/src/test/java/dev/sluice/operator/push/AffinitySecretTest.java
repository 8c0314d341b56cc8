package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.route.AffinityKeys;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class AffinitySecretTest {
  KubernetesClient client;

  private AffinityKeys read() {
    return new AffinitySecret(client, "sluice", "affinity").read();
  }

  private void holds(Map<String, String> data) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("sluice")
                .withName("affinity")
                .endMetadata()
                .withData(data)
                .build())
        .createOr(existing -> existing.update());
  }

  private static String key(int length) {
    return Base64.getEncoder().encodeToString(new byte[length]);
  }

  @Test
  void all_replicas_have_one_key() {
    AffinityKeys first = read();

    assertThat(read()).isEqualTo(first);
    assertThat(Base64.getDecoder().decode(first.keys().get(0))).hasSize(32);
  }

  @Test
  void the_empty_secret_of_the_chart_is_filled() {
    holds(Map.of());

    assertThat(read()).isEqualTo(read());
    assertThat(client.secrets().inNamespace("sluice").withName("affinity").get().getData())
        .containsOnlyKeys("current");
  }

  @Test
  void a_key_that_was_moved_away_is_still_understood_beside_the_new_one() {
    holds(Map.of("previous", key(32)));

    AffinityKeys keys = read();

    assertThat(keys.keys()).hasSize(2);
    assertThat(keys.keys().get(0)).isNotEqualTo(key(32));
    assertThat(keys.keys().get(1)).isEqualTo(key(32));
  }

  @Test
  void a_key_that_is_too_short_is_an_error_that_does_not_show_it() {
    holds(Map.of("current", key(16)));

    assertThatThrownBy(this::read)
        .hasMessageContaining("sluice/affinity")
        .hasMessageNotContaining(key(16));
  }
}

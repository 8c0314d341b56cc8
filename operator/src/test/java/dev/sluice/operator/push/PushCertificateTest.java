package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
final class PushCertificateTest {
  private static final PushCertificate.Names NAMES =
      new PushCertificate.Names("sluice", "tls", "ca", List.of("operator.sluice.svc"));
  KubernetesClient client;

  @Test
  void all_replicas_serve_one_pair_and_data_planes_are_told_its_authority() throws Exception {
    ServingPair one = own(Clock.systemUTC()).current();
    ServingPair two = own(Clock.systemUTC()).current();

    assertThat(two).isEqualTo(one);
    String published = published();
    Pem.certificates(one.chainPem())
        .get(0)
        .verify(Pem.certificates(published).get(0).getPublicKey());
  }

  @Test
  void a_secret_of_garbage_is_mended() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("sluice")
                .withName("tls")
                .endMetadata()
                .withData(Map.of("tls.crt", "Z2FyYmFnZQ==", "ca.crt", "%%%"))
                .build())
        .create();

    ServingPair pair = own(Clock.systemUTC()).current();

    assertThat(own(Clock.systemUTC()).current()).isEqualTo(pair);
    Secret stored = client.secrets().inNamespace("sluice").withName("tls").get();
    assertThat(stored.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt", "ca.key");
  }

  @Test
  void when_the_secret_is_lost_data_planes_trust_the_old_authority_and_the_new() throws Exception {
    own(Clock.systemUTC()).current();
    client.secrets().inNamespace("sluice").withName("tls").delete();
    own(Clock.systemUTC()).current();

    assertThat(Pem.certificates(published())).hasSize(2);
  }

  @Test
  void a_rotated_authority_is_published_beside_the_one_before_it() throws Exception {
    own(Clock.systemUTC()).current();
    own(Clock.offset(Clock.systemUTC(), Duration.ofDays(39))).current();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(245));
    own(later).current();
    own(Clock.offset(later, Duration.ofDays(1))).current();

    assertThat(Pem.certificates(published())).hasSize(2);
  }

  @Test
  void a_given_pair_is_served_and_a_broken_one_is_an_error(@TempDir Path folder) throws Exception {
    PushKeys keys = PushKeys.fresh(NAMES.dnsNames(), Clock.systemUTC().instant());
    Files.writeString(folder.resolve("tls.crt"), keys.secret().get("tls.crt"));
    Files.writeString(folder.resolve("tls.key"), keys.secret().get("tls.key"));
    assertThat(PushCertificate.given(folder).current().chainPem())
        .isEqualTo(keys.secret().get("tls.crt"));

    Files.writeString(folder.resolve("tls.key"), keys.secret().get("ca.key"));
    assertThatThrownBy(() -> PushCertificate.given(folder).current())
        .isInstanceOf(IllegalStateException.class);
  }

  private PushCertificate own(Clock clock) {
    return PushCertificate.own(client, NAMES, clock);
  }

  private String published() {
    return client.configMaps().inNamespace("sluice").withName("ca").get().getData().get("ca.crt");
  }
}

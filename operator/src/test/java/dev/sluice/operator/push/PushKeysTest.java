package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PushKeysTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> NAMES = List.of("operator.sluice.svc");
  private final PushKeys first = PushKeys.fresh(NAMES, NOW);

  @Test
  void what_is_whole_and_young_stays_as_it_is() {
    PushKeys later = after(first, Duration.ofDays(30));

    assertThat(later.secret()).isEqualTo(first.secret());
  }

  @Test
  void a_serving_certificate_is_renewed_after_two_thirds_of_its_life_by_the_same_authority()
      throws Exception {
    PushKeys later = after(first, Duration.ofDays(41));

    assertThat(later.serving()).isNotEqualTo(first.serving());
    assertThat(later.trusted()).isEqualTo(first.trusted());
    later.serving().certificate().verify(first.authority().certificate().getPublicKey());
  }

  @Test
  void an_old_authority_is_replaced_while_both_are_trusted() throws Exception {
    Duration old = Duration.ofDays(250);
    PushKeys aged = after(first, Duration.ofDays(225));
    PushKeys rotated = after(aged, old);

    assertThat(rotated.trusted()).hasSize(2);
    assertThat(rotated.serving()).isEqualTo(aged.serving());

    PushKeys published = after(rotated, old.plusDays(20));
    assertThat(published.serving()).isNotEqualTo(aged.serving());
    published.serving().certificate().verify(rotated.authority().certificate().getPublicKey());
    assertThat(published.trusted()).hasSize(2);
    assertThat(after(published, Duration.ofDays(370)).trusted()).hasSize(1);
  }

  @Test
  void a_new_authority_signs_nothing_before_it_had_time_to_be_known() {
    PushKeys rotated = after(first, Duration.ofDays(250));
    PushKeys aged =
        new PushKeys(
            first.authority().serving(NAMES, NOW.plus(Duration.ofDays(209))),
            rotated.authority(),
            rotated.trusted());

    assertThat(after(aged, Duration.ofDays(250).plusMinutes(30)).serving())
        .isEqualTo(aged.serving());
  }

  @Test
  void another_name_is_another_certificate() {
    PushKeys renamed =
        PushKeys.mend(first.secret(), List.of("other.sluice.svc"), NOW.plusSeconds(60));

    assertThat(renamed.serving()).isNotEqualTo(first.serving());
    assertThat(renamed.authority()).isEqualTo(first.authority());
  }

  @Test
  void damage_is_mended_with_as_much_as_is_left() {
    for (String damaged : List.of(PushKeys.CERTIFICATE, PushKeys.KEY)) {
      PushKeys mended = PushKeys.mend(with(damaged, "garbage"), NAMES, NOW);
      assertThat(mended.authority()).isEqualTo(first.authority());
      assertThat(mended.serving()).isNotEqualTo(first.serving());
    }
    PushKeys withoutKey = PushKeys.mend(with(PushKeys.AUTHORITY_KEY, "garbage"), NAMES, NOW);
    assertThat(withoutKey.trusted()).hasSize(2).containsAll(first.trusted());
    assertThat(PushKeys.mend(with(PushKeys.AUTHORITY, ""), NAMES, NOW).trusted()).hasSize(1);
    assertThat(PushKeys.mend(Map.of(), NAMES, NOW).trusted()).hasSize(1);
  }

  @Test
  void a_pair_of_someone_else_is_not_served() {
    Map<String, String> mixed = new HashMap<>(first.secret());
    Map<String, String> foreign = PushKeys.fresh(NAMES, NOW).secret();
    mixed.put(PushKeys.CERTIFICATE, foreign.getOrDefault(PushKeys.CERTIFICATE, ""));
    mixed.put(PushKeys.KEY, foreign.getOrDefault(PushKeys.KEY, ""));

    PushKeys mended = PushKeys.mend(mixed, NAMES, NOW);
    assertThat(mended.serving().certificate().getIssuerX500Principal())
        .isEqualTo(first.authority().certificate().getSubjectX500Principal());
  }

  private static PushKeys after(PushKeys keys, Duration time) {
    return PushKeys.mend(keys.secret(), NAMES, NOW.plus(time));
  }

  private Map<String, String> with(String name, String value) {
    Map<String, String> secret = new HashMap<>(first.secret());
    secret.put(name, value);
    return secret;
  }
}

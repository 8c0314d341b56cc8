package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Health;
import org.junit.jupiter.api.Test;

class EndpointHealthTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Health.Passive PASSIVE = new Health.Passive(5, 10_000, 50);

  private long now = 100 * SECOND;
  private final EndpointHealth health = new EndpointHealth(() -> now, 0);

  private int errorsUntilEjected() {
    int errors = 1;
    while (!health.failed(PASSIVE)) {
      errors++;
    }
    health.eject(PASSIVE);
    return errors;
  }

  private void comesBackAfter(int seconds) {
    now += seconds * SECOND - 1;
    assertThat(health.admits(false)).as("a moment before").isFalse();
    now++;
    assertThat(health.admits(false)).as("on trial").isTrue();
    assertThat(health.admits(false)).as("one at a time").isFalse();
    assertThat(health.succeeded()).isTrue();
    assertThat(health.admits(false)).isTrue();
  }

  @Test
  void one_that_flips_is_out_for_longer_each_time_and_for_fewer_errors() {
    assertThat(errorsUntilEjected()).isEqualTo(5);
    comesBackAfter(10);
    now += SECOND;
    assertThat(errorsUntilEjected()).isEqualTo(2);
    comesBackAfter(20);
    now += SECOND;
    assertThat(errorsUntilEjected()).isEqualTo(1);
    comesBackAfter(30);
  }

  @Test
  void a_trial_that_fails_is_one_more_ejection() {
    errorsUntilEjected();
    now += 10 * SECOND;
    assertThat(health.admits(false)).isTrue();
    assertThat(errorsUntilEjected()).isEqualTo(1);
    comesBackAfter(20);
  }

  @Test
  void one_that_does_well_again_is_as_good_as_new() {
    errorsUntilEjected();
    comesBackAfter(10);
    errorsUntilEjected();
    comesBackAfter(20);
    now += 10 * SECOND;
    assertThat(health.ejections()).isEqualTo(1);
    now += 10 * SECOND;
    assertThat(health.ejections()).isZero();
    assertThat(errorsUntilEjected()).isEqualTo(5);
    comesBackAfter(10);
  }

  @Test
  void answers_to_what_it_was_asked_before_change_nothing() {
    errorsUntilEjected();
    assertThat(health.succeeded()).isFalse();
    assertThat(health.failed(PASSIVE)).isFalse();
    assertThat(health.eject(PASSIVE)).as("another loop's finding of the same").isFalse();
    comesBackAfter(10);
  }

  @Test
  void a_trial_that_is_never_answered_is_followed_by_another() {
    errorsUntilEjected();
    now += 10 * SECOND;
    assertThat(health.admits(false)).isTrue();
    now += SECOND;
    assertThat(health.admits(false)).isTrue();
  }

  @Test
  void errors_between_good_answers_do_not_add_up() {
    for (int i = 0; i < 20; i++) {
      assertThat(health.failed(PASSIVE)).isFalse();
      health.succeeded();
    }
  }
}

package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.CircuitBreaker;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long MILLI = 1_000_000;

  /** Opens at half of at least ten in a second, for 5 s, and closes after 2 trials. */
  private final Breaker breaker = new Breaker(new CircuitBreaker(50, 100, 80, 1_000, 10, 5_000, 2));

  private long now = 1_000_000 * MILLI;

  private boolean admits(long at) {
    return breaker.admits(at) != Breaker.Entry.REFUSED;
  }

  private void request(boolean failed, long millis) {
    Breaker.Entry entry = breaker.admits(now);
    assertThat(entry).isNotEqualTo(Breaker.Entry.REFUSED);
    breaker.done(entry, now, millis * MILLI, failed, true);
  }

  @Test
  void what_went_before_it_opened_is_no_trial() {
    Breaker.Entry early = breaker.admits(now);
    openIt();
    now += 5_000 * MILLI;
    Breaker.Entry first = breaker.admits(now);
    assertThat(first).isEqualTo(Breaker.Entry.TRIAL);
    breaker.done(early, now, MILLI, true, true);
    assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
    assertThat(admits(now)).isTrue();
    assertThat(admits(now)).as("two at a time").isFalse();
  }

  private void openIt() {
    for (int i = 0; i < 10; i++) {
      request(true, 1);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
  }

  @Test
  void few_failures_leave_it_closed() {
    for (int i = 0; i < 9; i++) {
      request(true, 1);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void half_of_enough_requests_open_it() {
    for (int i = 0; i < 6; i++) {
      request(false, 1);
    }
    for (int i = 0; i < 5; i++) {
      request(true, 1);
      assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }
    request(true, 1);
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    assertThat(admits(now)).isFalse();
  }

  @Test
  void failures_beyond_the_window_are_forgotten() {
    for (int i = 0; i < 9; i++) {
      request(true, 1);
    }
    now += 1_100 * MILLI;
    for (int i = 0; i < 9; i++) {
      request(true, 1);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void the_window_slides() {
    for (int i = 0; i < 5; i++) {
      request(true, 1);
    }
    now += 600 * MILLI;
    for (int i = 0; i < 4; i++) {
      request(true, 1);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    request(true, 1);
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
  }

  @Test
  void slow_answers_open_it() {
    for (int i = 0; i < 2; i++) {
      request(false, 1);
    }
    for (int i = 0; i < 8; i++) {
      request(false, 101);
    }
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
  }

  @Test
  void only_so_many_go_on_trial_and_their_success_closes_it() {
    openIt();
    now += 5_000 * MILLI;
    assertThat(admits(now)).isTrue();
    assertThat(admits(now)).isTrue();
    assertThat(admits(now)).isFalse();
    assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
    breaker.done(Breaker.Entry.TRIAL, now, MILLI, false, true);
    assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
    breaker.done(Breaker.Entry.TRIAL, now, MILLI, false, true);
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    request(true, 1);
    assertThat(breaker.state()).as("what was before is forgotten").isEqualTo(Breaker.State.CLOSED);
  }

  @Test
  void one_failure_on_trial_opens_it_again() {
    openIt();
    now += 5_000 * MILLI;
    request(true, 1);
    assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    assertThat(admits(now + 4_999 * MILLI)).isFalse();
    assertThat(admits(now + 5_000 * MILLI)).isTrue();
  }

  @Test
  void a_client_that_leaves_says_nothing() {
    openIt();
    now += 5_000 * MILLI;
    assertThat(admits(now)).isTrue();
    breaker.done(Breaker.Entry.TRIAL, now, 0, false, false);
    assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
    assertThat(admits(now)).isTrue();
    assertThat(admits(now)).isTrue();
  }

  @Test
  void it_says_in_how_many_seconds_it_lets_requests_go_again() {
    openIt();
    assertThat(breaker.opensIn(now)).isEqualTo(5);
    assertThat(breaker.opensIn(now + 3_001 * MILLI)).isEqualTo(2);
    assertThat(breaker.opensIn(now + 9_000 * MILLI)).isEqualTo(1);
  }
}

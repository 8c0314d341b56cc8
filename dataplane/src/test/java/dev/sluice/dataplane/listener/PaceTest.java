package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** By a clock that the test moves: 20 s without a byte, and 100 bytes per second over 20 s. */
class PaceTest {
  private final Pace pace = new Pace(Limits.DEFAULT);
  private long now = -5_000_000_000L;
  private int lates;

  PaceTest() {
    pace.begin(now);
  }

  /** Looks at it every second, as loops do. */
  private void pass(int seconds, boolean free, int bytesPerSecond) {
    for (int i = 0; i < seconds; i++) {
      now += 1_000_000_000L;
      if (bytesPerSecond > 0) {
        pace.came(now, bytesPerSecond);
      }
      lates += pace.late(now, free) ? 1 : 0;
    }
  }

  private void begin() {
    pace.wanted(now);
  }

  @Test
  void a_body_that_keeps_its_pace_is_never_late() {
    begin();
    pass(3600, true, 100);
    assertThat(lates).isZero();
  }

  @Test
  void one_that_drips_is_late_once_its_time_is_over() {
    begin();
    pass(20, true, 99);
    assertThat(lates).isZero();
    pass(1, true, 99);
    assertThat(lates).isOne();
  }

  @Test
  void what_came_before_pays_for_nothing_later() {
    begin();
    pass(21, true, 1_000_000);
    assertThat(lates).isZero();
    pass(21, true, 1);
    assertThat(lates).isOne();
  }

  @Test
  void one_that_rests_is_late_however_fast_it_was() {
    begin();
    pass(10, true, 1_000_000);
    pass(20, true, 0);
    assertThat(lates).isZero();
    pass(1, true, 0);
    assertThat(lates).isOne();
  }

  @Test
  void time_in_which_it_is_held_back_does_not_count() {
    begin();
    pass(19, true, 100);
    pace.held(now);
    pass(3600, false, 0);
    pace.wanted(now);
    pass(19, true, 100);
    assertThat(lates).isZero();
    pass(2, true, 1);
    assertThat(lates).as("of 19 s before, and 2 now").isZero();
  }

  @Test
  void one_that_drips_between_times_in_which_it_is_held_back_is_late() {
    for (int i = 0; i < 11; i++) {
      pace.wanted(now);
      pass(2, true, 1);
      pace.held(now);
      pass(100, false, 0);
    }
    assertThat(lates).isOne();
  }

  @Test
  void any_pace_will_do_where_none_is_asked_for() {
    Limits usual = Limits.DEFAULT;
    Pace any =
        new Pace(
            new Limits(
                usual.head(),
                usual.requestLine(),
                usual.fields(),
                usual.body(),
                usual.drain(),
                usual.streams(),
                usual.connections(),
                usual.headMillis(),
                usual.bodyMillis(),
                0,
                usual.idleMillis(),
                usual.quietMillis()));
    any.begin(0);
    any.wanted(0);
    for (long at = 1; at < 100; at++) {
      any.came(at * 15_000_000_000L, 1);
      assertThat(any.late(at * 15_000_000_000L, true)).isFalse();
    }
  }
}

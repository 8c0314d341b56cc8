package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {
  private static final long INTERVAL = Duration.ofMillis(200).toNanos();

  /** Close to where nanoTime may wrap around. */
  private static final long START = Long.MAX_VALUE - INTERVAL;

  private final Pace pace = new Pace(Duration.ofMillis(200), 3);
  private long now = START;

  @Test
  void after_a_rest_a_few_go_at_once_and_then_one_in_each_interval() {
    take();
    take();
    take();
    assertThat(pace.waitNanos(now)).isEqualTo(INTERVAL);
    now += INTERVAL;
    take();
    assertThat(pace.waitNanos(now)).isEqualTo(INTERVAL);
  }

  @Test
  void what_was_saved_up_is_no_more_after_a_long_rest_than_after_a_short_one() {
    take();
    now += 100 * INTERVAL;
    take();
    take();
    take();
    assertThat(pace.waitNanos(now)).isEqualTo(INTERVAL);
  }

  @Test
  void one_at_a_time_never_waits() {
    for (int i = 0; i < 100; i++) {
      take();
      now += INTERVAL;
    }
  }

  private void take() {
    assertThat(pace.waitNanos(now)).isZero();
    pace.take(now);
  }
}

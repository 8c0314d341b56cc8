package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FleetSizeTest {
  private final AtomicInteger ready = new AtomicInteger();
  private final BlockingQueue<Integer> told = new LinkedBlockingQueue<>();

  @Test
  void the_first_number_is_told_at_once_and_is_at_least_one() {
    try (FleetSize size = new FleetSize(ready::get, told::add, Duration.ofDays(1))) {
      size.changed();
      assertThat(told).isEmpty();
      size.begin();
      assertThat(told).containsExactly(1);
    }
  }

  @Test
  void pods_that_come_and_go_are_told_once_they_keep_still() throws InterruptedException {
    ready.set(3);
    try (FleetSize size = new FleetSize(ready::get, told::add, Duration.ofMillis(1_500))) {
      size.begin();
      for (int pods : new int[] {4, 3, 4, 3, 4}) {
        ready.set(pods);
        size.changed();
      }
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(4);
      ready.set(3);
      size.changed();
      ready.set(5);
      size.changed();
      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(5);
      assertThat(told).isEmpty();
    }
  }
}

package dev.sluice.dataplane.filter.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final InFlight inFlight = new InFlight();

  @Test
  void no_more_enter_than_may_be_there_and_each_key_has_its_own() {
    assertThat(inFlight.enter(1, 2)).isEqualTo(1);
    assertThat(inFlight.enter(1, 2)).isEqualTo(2);
    assertThat(inFlight.enter(1, 2)).isZero();
    assertThat(inFlight.enter(2, 2)).isEqualTo(1);
    inFlight.leave(1);
    assertThat(inFlight.enter(1, 2)).isEqualTo(2);
  }

  @Test
  void a_key_without_requests_is_forgotten() {
    inFlight.enter(1, 2);
    inFlight.leave(1);
    assertThat(inFlight.size()).isZero();
  }

  @Test
  void threads_that_come_and_go_never_exceed_it() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  if (inFlight.enter(i & 1, 1) > 0) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    inFlight.leave(i & 1);
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(inFlight.size()).isZero();
  }
}

package dev.sluice.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CoalescerTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Delays delays = new Delays();
  private int runs;
  private final Coalescer coalescer = new Coalescer(delays, () -> runs++, waited -> {});

  /** Runs what is due at once, and keeps what is not. */
  private static final class Delays extends ScheduledThreadPoolExecutor {
    private final List<Long> asked = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();

    Delays() {
      super(0);
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      asked.add(unit.toNanos(delay));
      later.add(task);
      return super.schedule((Callable<Void>) () -> null, 1, TimeUnit.DAYS);
    }
  }

  @AfterEach
  void stop() {
    delays.shutdownNow();
  }

  @Test
  void the_first_change_goes_at_once_and_those_of_its_rest_go_together() {
    coalescer.mark();
    assertThat(runs).isEqualTo(1);
    coalescer.mark();
    coalescer.mark();
    coalescer.mark();
    assertThat(runs).isEqualTo(1);
    assertThat(delays.asked).singleElement().satisfies(delay -> assertThat(delay).isPositive());
    delays.later.remove(0).run();
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void a_rest_is_ten_times_as_long_as_the_run_within_bounds() {
    assertThat(Coalescer.rest(0)).isEqualTo(20 * MILLI);
    assertThat(Coalescer.rest(5 * MILLI)).isEqualTo(50 * MILLI);
    assertThat(Coalescer.rest(1_000 * MILLI)).isEqualTo(100 * MILLI);
  }

  @Test
  void what_fails_is_run_again() {
    int[] tries = {0};
    Coalescer failing =
        new Coalescer(
            delays,
            () -> {
              if (tries[0]++ == 0) {
                throw new IllegalStateException("once");
              }
            },
            waited -> {});
    failing.mark();
    assertThat(delays.asked).containsExactly(1_000 * MILLI);
    delays.later.remove(0).run();
    assertThat(tries[0]).isEqualTo(2);
  }
}

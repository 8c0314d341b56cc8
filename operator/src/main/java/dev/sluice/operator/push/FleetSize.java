package dev.sluice.operator.push;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * How many data planes there are, told when the number has kept still for a while: a rollout, in
 * which pods come and go by the second, should not move the share of each with every one of them.
 */
public final class FleetSize implements AutoCloseable {
  private final IntSupplier ready;
  private final IntConsumer successor;
  private final long still;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean begun;
  // Of the thread alone, once begun.
  private int told;
  private int seen;
  private long since;

  /**
   * @param ready how many are Ready just now
   * @param successor takes each number, at least 1; must return at once
   * @param still how long a number must have held before it is told
   */
  public FleetSize(IntSupplier ready, IntConsumer successor, Duration still) {
    this.ready = ready;
    this.successor = successor;
    this.still = still.toNanos();
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread daemon = new Thread(task, "sluice-fleet");
              daemon.setDaemon(true);
              return daemon;
            });
    made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = made;
  }

  /** Tells the first number, at once, on this thread. */
  public void begin() {
    told = now();
    seen = told;
    successor.accept(told);
    begun = true;
    changed();
  }

  /** The number may be another. Returns at once, and holds no lock: any thread may come by. */
  public void changed() {
    if (begun && looking.compareAndSet(false, true)) {
      later(0);
    }
  }

  private void look() {
    looking.set(false);
    int now = now();
    if (now == told) {
      seen = now;
      return;
    }
    if (now != seen) {
      seen = now;
      since = System.nanoTime();
    }
    long left = since + still - System.nanoTime();
    if (left <= 0) {
      told = now;
      successor.accept(now);
    } else if (looking.compareAndSet(false, true)) {
      later(left);
    }
  }

  private int now() {
    return Math.max(1, ready.getAsInt());
  }

  private void later(long nanos) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

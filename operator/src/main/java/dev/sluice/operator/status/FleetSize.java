package dev.sluice.operator.status;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
  private boolean begun;
  private boolean looking;
  private int told;
  private int seen;
  private long since;

  /**
   * @param ready how many are Ready just now
   * @param successor takes each number, at least 1; must return at once
   * @param still how long a number must hold before it is told
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

  /** Tells the first number, at once. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      seen = now();
      tell();
    }
  }

  /** The number may be another. Returns at once. */
  public synchronized void changed() {
    if (!begun || looking) {
      return;
    }
    int now = now();
    if (now != told) {
      looking = true;
      seen = now;
      since = System.nanoTime();
      later(still);
    }
  }

  private synchronized void look() {
    looking = false;
    int now = now();
    if (now == told) {
      return;
    }
    if (now != seen) {
      seen = now;
      since = System.nanoTime();
    }
    long left = since + still - System.nanoTime();
    if (left > 0) {
      looking = true;
      later(left);
    } else {
      tell();
    }
  }

  private int now() {
    return Math.max(1, ready.getAsInt());
  }

  private void tell() {
    told = seen;
    successor.accept(told);
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

package dev.sluice.operator.watch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task for changes: at once after a rest, else when changes have paused for 100 ms, or 500
 * ms after the first of them. A task that fails is run again after a second.
 */
final class Coalescer {
  private static final Logger LOG = LoggerFactory.getLogger(Coalescer.class);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

  private final ScheduledExecutorService executor;
  private final Runnable task;
  private boolean scheduled;
  private long firstMark;
  private long lastMark;
  private long lastRun = System.nanoTime() - LONGEST;

  /**
   * @param executor of one thread
   */
  Coalescer(ScheduledExecutorService executor, Runnable task) {
    this.executor = executor;
    this.task = task;
  }

  synchronized void mark() {
    long now = System.nanoTime();
    lastMark = now;
    if (scheduled) {
      return;
    }
    scheduled = true;
    firstMark = now;
    if (now - lastRun > PAUSE) {
      executor.execute(this::run);
    } else {
      executor.schedule(this::whenQuiet, PAUSE, TimeUnit.NANOSECONDS);
    }
  }

  private void whenQuiet() {
    synchronized (this) {
      long now = System.nanoTime();
      long wait = Math.min(lastMark + PAUSE, firstMark + LONGEST) - now;
      if (wait > 0) {
        executor.schedule(this::whenQuiet, wait, TimeUnit.NANOSECONDS);
        return;
      }
    }
    run();
  }

  private void run() {
    synchronized (this) {
      scheduled = false;
    }
    boolean done = false;
    try {
      task.run();
      done = true;
    } catch (RuntimeException e) {
      LOG.error("compiling failed; what was compiled before stays in service", e);
    }
    synchronized (this) {
      lastRun = System.nanoTime();
      if (!done && !scheduled) {
        scheduled = true;
        firstMark = lastRun;
        executor.schedule(this::run, AGAIN, TimeUnit.NANOSECONDS);
      }
    }
  }
}

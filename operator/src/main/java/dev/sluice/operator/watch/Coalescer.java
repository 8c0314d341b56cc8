package dev.sluice.operator.watch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task for changes: at once after a rest; while changes keep coming, again and again with
 * rests in proportion to the CPU time of a run. A task that fails is run again after a second.
 */
final class Coalescer {
  private static final Logger LOG = LoggerFactory.getLogger(Coalescer.class);

  /** Between two runs, however little they take: each is a snapshot for every data plane. */
  private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(20);

  /** Longer would help nobody: changes that come meanwhile are taken together anyway. */
  private static final long MOST = TimeUnit.MILLISECONDS.toNanos(100);

  /** A run that takes 2 ms is followed by a rest of 20: a tenth of a core, at most. */
  private static final long PROPORTION = 10;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

  private final ScheduledExecutorService executor;
  private final Runnable task;
  private final LongConsumer waited;
  private boolean scheduled;
  private long firstMark;
  private long lastRun;
  private long rest;

  /**
   * @param executor of one thread
   * @param waited takes how long the first change of each run has waited for it, in nanoseconds
   */
  Coalescer(ScheduledExecutorService executor, Runnable task, LongConsumer waited) {
    this.executor = executor;
    this.task = task;
    this.waited = waited;
  }

  synchronized void mark() {
    if (scheduled) {
      return;
    }
    scheduled = true;
    firstMark = System.nanoTime();
    long wait = rest - (firstMark - lastRun);
    if (rest == 0 || wait <= 0) {
      executor.execute(this::run);
    } else {
      executor.schedule(this::run, wait, TimeUnit.NANOSECONDS);
    }
  }

  /** How long to rest after a run, in nanoseconds. */
  static long rest(long took) {
    return Math.max(LEAST, Math.min(MOST, PROPORTION * took));
  }

  private void run() {
    long wait;
    synchronized (this) {
      scheduled = false;
      wait = System.nanoTime() - firstMark;
    }
    waited.accept(wait);
    // By the processor's clock: one pause of the JVM must not make a run look dear.
    long begun = THREADS.getCurrentThreadCpuTime();
    boolean done = false;
    try {
      task.run();
      done = true;
    } catch (RuntimeException e) {
      LOG.error("compiling failed; what was compiled before stays in service", e);
    }
    synchronized (this) {
      lastRun = System.nanoTime();
      rest = rest(THREADS.getCurrentThreadCpuTime() - begun);
      if (!done && !scheduled) {
        scheduled = true;
        firstMark = lastRun;
        executor.schedule(this::run, AGAIN, TimeUnit.NANOSECONDS);
      }
    }
  }
}

package dev.sluice.dataplane.store;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Spares requests the wait for a store that does not answer: opens after a number of failures in a
 * row, and then lets one call through from time to time, until one succeeds. Shared by all event
 * loops, without a lock while nothing changes: vertx-circuit-breaker takes one for each call, sets
 * a timer for each, and counts failures in a window, however many successes lie between them.
 */
final class Breaker {
  private static final int IN_A_ROW = 10;
  private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

  private final Consumer<String> opens;
  private final Runnable closes;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicBoolean trying = new AtomicBoolean();
  private volatile boolean open;
  private volatile long until;
  private long pause = SHORTEST;

  /**
   * @param opens told why, when it opens
   * @param closes told when it closes
   */
  Breaker(Consumer<String> opens, Runnable closes) {
    this.opens = opens;
    this.closes = closes;
  }

  boolean open() {
    return open;
  }

  /** Whether a call may be made; each that may must be followed by what became of it. */
  boolean admits(long now) {
    return !open || (now - until >= 0 && trying.compareAndSet(false, true));
  }

  void succeeded() {
    if (failures.get() != 0) {
      failures.set(0);
    }
    if (open) {
      close();
    }
  }

  void failed(long now, String why) {
    if (open || failures.incrementAndGet() >= IN_A_ROW) {
      open(now, why);
    }
  }

  private void open(long now, String why) {
    boolean changed;
    synchronized (this) {
      if (open && now - until < 0) {
        // The one that tries may have been let through by the time before it was set anew.
        trying.set(false);
        return;
      }
      changed = !open;
      pause = changed ? SHORTEST : Math.min(pause * 2, LONGEST);
      until = now + pause + ThreadLocalRandom.current().nextLong(pause / 4);
      open = true;
      trying.set(false);
    }
    if (changed) {
      opens.accept(why);
    }
  }

  private void close() {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
      trying.set(false);
      failures.set(0);
    }
    closes.run();
  }
}

package dev.sluice.crds.kube;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that another process brings about. */
public final class Await {
  private static final Duration BETWEEN = Duration.ofMillis(20);

  /** A condition that may fail while it does not hold yet. */
  public interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  /** Looks every 20 ms; an exception is a no. */
  public static void until(String what, Duration atMost, Condition condition) {
    long end = System.nanoTime() + atMost.toNanos();
    Exception last = null;
    while (System.nanoTime() < end) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    throw new IllegalStateException("waited " + atMost + " in vain: " + what, last);
  }
}

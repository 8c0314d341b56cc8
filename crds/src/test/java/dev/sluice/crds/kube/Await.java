package dev.sluice.crds.kube;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition that another process brings about. */
final class Await {
  /** A condition that may fail while it does not hold yet. */
  interface Condition {
    boolean holds() throws Exception;
  }

  private Await() {}

  static void until(String what, Duration atMost, Condition condition) {
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
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    throw new IllegalStateException("waited " + atMost + " in vain: " + what, last);
  }
}

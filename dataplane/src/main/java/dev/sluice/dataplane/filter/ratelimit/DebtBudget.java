package dev.sluice.dataplane.filter.ratelimit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all local counters of a data plane may take of its memory, and what that has cost. */
final class DebtBudget {
  private final AtomicLong left;
  private final long all;
  final LongAdder forgotten = new LongAdder();

  /**
   * @param bytes beyond the smallest tables, which are always granted
   */
  DebtBudget(long bytes) {
    all = bytes;
    left = new AtomicLong(bytes);
  }

  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void give(long bytes) {
    left.addAndGet(bytes);
  }

  long used() {
    return all - left.get();
  }
}

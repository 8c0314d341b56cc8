package dev.sluice.dataplane.filter.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests of one limit that are under way in this data plane, counted for each key. Bounded by
 * what is under way: a key is forgotten with its last request. Only a key's first and last request
 * touch the map.
 *
 * <p>All threads.
 */
final class InFlight {
  /** What a counter holds once its key has been forgotten: whoever finds it looks again. */
  private static final int GONE = -1;

  private final ConcurrentHashMap<Long, AtomicInteger> counters = new ConcurrentHashMap<>();

  /**
   * Counts one more, if there are fewer than the limit.
   *
   * @return how many there are with it; 0: it was refused
   */
  int enter(long key, int limit) {
    while (true) {
      AtomicInteger counter = counters.get(key);
      if (counter == null) {
        counter = new AtomicInteger();
        AtomicInteger other = counters.putIfAbsent(key, counter);
        counter = other == null ? counter : other;
      }
      int now = counter.get();
      if (now >= limit) {
        return 0;
      }
      if (now != GONE && counter.compareAndSet(now, now + 1)) {
        return now + 1;
      }
    }
  }

  /** Counts one less; once for each that entered. */
  void leave(long key) {
    AtomicInteger counter = counters.get(key);
    if (counter == null) {
      throw new IllegalStateException("left twice");
    }
    if (counter.decrementAndGet() == 0 && counter.compareAndSet(0, GONE)) {
      counters.remove(key, counter);
    }
  }

  /** Keys with something under way. */
  int size() {
    return counters.size();
  }
}

package dev.sluice.dataplane.control;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next dial: anything from nothing to a bound that doubles (full
 * jitter), so that a fleet that lost its operator at once does not come back at once.
 */
final class Backoff {
  private final long firstMillis;
  private final long longestMillis;
  private long boundMillis;

  Backoff(Duration first, Duration longest) {
    this.firstMillis = first.toMillis();
    this.longestMillis = longest.toMillis();
    this.boundMillis = firstMillis;
  }

  /** At least 1 ms, which is what a timer takes. */
  long nextMillis() {
    long wait = ThreadLocalRandom.current().nextLong(boundMillis + 1);
    boundMillis = Math.min(longestMillis, boundMillis * 2);
    return Math.max(1, wait);
  }

  void reset() {
    boundMillis = firstMillis;
  }
}

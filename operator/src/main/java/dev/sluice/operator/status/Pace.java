package dev.sluice.operator.status;

import java.time.Duration;

/**
 * How often something may be done: at once after a rest, a few times in a row, and over time no
 * more than once in each interval. For one thread; times are those of {@link System#nanoTime}.
 */
final class Pace {
  private final long interval;
  private final long ahead;
  private boolean begun;

  /** When all that was taken is paid for, at one in each interval. */
  private long paid;

  /**
   * @param inARow so many go without a wait after a rest
   */
  Pace(Duration interval, int inARow) {
    this.interval = interval.toNanos();
    this.ahead = this.interval * (inARow - 1);
  }

  /** Nanoseconds until the next one may be taken; 0: now. */
  long waitNanos(long now) {
    return begun ? Math.max(0, (paid - now) - ahead) : 0;
  }

  /** One is taken. */
  void take(long now) {
    long from = begun && paid - now > 0 ? paid : now;
    paid = from + interval;
    begun = true;
  }
}

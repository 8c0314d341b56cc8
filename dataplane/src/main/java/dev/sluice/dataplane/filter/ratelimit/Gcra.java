package dev.sluice.dataplane.filter.ratelimit;

/**
 * The arithmetic of one rate: the generic cell rate algorithm (ITU-T I.371, annex A), in integers.
 *
 * <p>A counter is one number: the time at which all that was taken has been earned back (the
 * theoretical arrival time). What is left until then is the counter's debt. A request adds {@link
 * #increment} to it and passes while the debt stays within {@link #tolerance}. So a counter whose
 * debt is zero says nothing and may be forgotten, and in any window of length w no more than {@code
 * capacity + w / period × requests} passes. Since a debt is a time and not a number of requests,
 * editing the rate keeps the share of it that is used up.
 *
 * <p>The clock is whoever's calls it. Where it steps back, the debt is clamped to {@link #ceiling}:
 * the step can delay a client by no more than a full counter does.
 *
 * @param increment ns that one unit of cost adds; rounded up, so that a rate is never exceeded
 * @param tolerance largest debt with which a request passes, in ns
 * @param ceiling largest debt that can be, in ns
 */
record Gcra(long increment, long tolerance, long ceiling) {
  /** No time in here is longer: 104 days, which a double, and so Redis, holds to the ns. */
  static final long MOST = 1L << 53;

  /** What a cost adds that no rate has room for. */
  private static final long TOO_MUCH = 2 * MOST;

  /**
   * A data plane's share of a rate.
   *
   * @param requests per period, at least 1
   * @param period ns
   * @param capacity what may pass at once after a quiet time, at least 1
   * @param shares data planes among which it is divided; each has a capacity of at least 1
   * @param later whether more may be charged to it after a request has passed: then it remembers up
   *     to one period more than it tolerates
   */
  static Gcra of(long requests, long period, long capacity, long shares, boolean later) {
    long increment = Math.min(MOST, ceiling(times(period, shares), requests));
    long tolerance = Math.min(MOST, times(increment, ceiling(capacity, shares)));
    return new Gcra(increment, tolerance, later ? Math.min(tolerance + period, MOST) : tolerance);
  }

  /** Debt at a time, in ns: how long until all is earned back. */
  long debt(long arrival, long now) {
    // A time that nobody set is far back, a clock that stepped makes it far ahead: both stay whole.
    long debt = arrival - now;
    return debt <= 0 ? 0 : Math.min(debt, ceiling);
  }

  /** What a cost adds to a debt, in ns. */
  long increment(long cost) {
    return times(increment, cost);
  }

  boolean passes(long debt, long increment) {
    return debt + increment <= tolerance;
  }

  /** Debt once a cost has been charged without asking. */
  long charged(long debt, long increment) {
    return Math.min(debt + increment, ceiling);
  }

  /** Units that would pass now. */
  long remaining(long debt) {
    return debt >= tolerance ? 0 : (tolerance - debt) / increment;
  }

  /** How long until the same request would pass, in ns; 0: now. */
  long wait(long debt, long increment) {
    return Math.max(0, debt + increment - tolerance);
  }

  private static long ceiling(long value, long by) {
    return value / by + (value % by == 0 ? 0 : 1);
  }

  /** Product of two that are not negative, at most {@link #TOO_MUCH}. */
  private static long times(long a, long b) {
    long product = a * b;
    return Math.multiplyHigh(a, b) != 0 || product < 0 || product > TOO_MUCH ? TOO_MUCH : product;
  }
}

package dev.sluice.snapshot.upstream;

/**
 * Spares an upstream that fails: while it is open requests are answered 503 at once.
 *
 * @param failurePercent opens at that share of failures (no answer, or 5xx), 1 to 100
 * @param slowMillis an answer whose head takes longer is slow; 0: none is
 * @param slowPercent opens at that share of slow answers, 1 to 100
 * @param windowMillis over which shares are counted
 * @param minimumRequests in the window, before shares mean anything
 * @param openMillis until requests are let through on trial
 * @param halfOpenRequests on trial at a time; as many successes close it
 */
public record CircuitBreaker(
    int failurePercent,
    long slowMillis,
    int slowPercent,
    long windowMillis,
    int minimumRequests,
    long openMillis,
    int halfOpenRequests) {
  public CircuitBreaker {
    if (failurePercent < 1
        || failurePercent > 100
        || slowMillis < 0
        || slowPercent < 1
        || slowPercent > 100
        || windowMillis < 1
        || minimumRequests < 1
        || openMillis < 1
        || halfOpenRequests < 1) {
      throw new IllegalArgumentException("circuit breaker: " + failurePercent + " %");
    }
  }
}

package dev.sluice.snapshot.upstream;

import java.util.List;

/**
 * When a request that failed is tried again, at another endpoint where there is one.
 *
 * @param attempts how many times more than once, 0 to 10
 * @param on which failures
 * @param statuses which answers, 500 to 599 and 409, 425, 429
 * @param methods of these only, unless nothing can have been processed; upper case
 * @param initialMillis first pause, doubled each time, with full jitter
 * @param maxMillis longest pause
 * @param budgetPercent retries may be that share of the requests under way, beyond a few
 * @param bufferBytes a body up to that long is kept and sent again; a longer one is sent once
 */
public record Retry(
    int attempts,
    List<On> on,
    List<Integer> statuses,
    List<String> methods,
    long initialMillis,
    long maxMillis,
    int budgetPercent,
    int bufferBytes) {
  public Retry {
    on = List.copyOf(on);
    statuses = List.copyOf(statuses);
    methods = List.copyOf(methods);
    if (attempts < 0
        || attempts > 10
        || initialMillis < 0
        || maxMillis < initialMillis
        || budgetPercent < 0
        || budgetPercent > 100
        || bufferBytes < 0) {
      throw new IllegalArgumentException("retry: " + attempts + " " + initialMillis);
    }
  }

  /** A kind of failure before the response began. */
  public enum On {
    /** No connection. */
    CONNECT_FAILURE,
    /** The connection broke. */
    RESET,
    /** HTTP/2 says that the request has not been processed (RFC 9113 §8.7). */
    REFUSED_STREAM,
    /** The try took longer than {@link Timeouts#perTryMillis()}. */
    TIMEOUT
  }
}

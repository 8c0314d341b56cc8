package dev.sluice.snapshot.upstream;

/**
 * How much one data plane puts on an upstream at a time; what is beyond is answered 503 with
 * Retry-After. 0: no limit.
 *
 * @param maxRequests under way
 * @param maxPending waiting for one of these to end, in order
 * @param maxConnections open
 * @param adaptive the number of requests follows the upstream's latency (gradient), up to
 *     maxRequests
 */
public record Concurrency(int maxRequests, int maxPending, int maxConnections, boolean adaptive) {
  public Concurrency {
    if (maxRequests < 0 || maxPending < 0 || maxConnections < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}

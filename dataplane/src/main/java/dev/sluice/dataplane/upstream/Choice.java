package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Balancing;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Some endpoints of an upstream as one event loop sees them, and which of them is next. */
final class Choice {
  private final Pool[] pools;
  private int turn;

  /**
   * @param turn where it begins, so that not all loops, and not all data planes, begin alike
   */
  Choice(Pool[] pools, int turn) {
    this.pools = pools;
    this.turn = pools.length == 0 ? 0 : turn % pools.length;
  }

  int turn() {
    return turn;
  }

  int size() {
    return pools.length;
  }

  /** How many of them are fit. */
  int fit() {
    int fit = 0;
    for (Pool pool : pools) {
      fit += pool.place().health().fit() ? 1 : 0;
    }
    return fit;
  }

  boolean fits(int at) {
    return pools[at].place().health().fit();
  }

  /** The first at or after a place that is fit; that place itself where none is. */
  int fit(int from) {
    for (int i = 0; i < pools.length; i++) {
      int at = (from + i) % pools.length;
      if (fits(at)) {
        return at;
      }
    }
    return from;
  }

  /** The next by an algorithm other than a hash; null: in turn. There must be one. */
  int next(@Nullable Balancing by) {
    if (by == null) {
      return inTurn();
    }
    int found =
        switch (by.algorithm()) {
          case ROUND_ROBIN -> inTurn();
          case RANDOM, HASH -> ThreadLocalRandom.current().nextInt(pools.length);
          case LEAST_REQUEST -> lessBusy();
        };
    return by.slowStartMillis() > 0 ? warm(found, by.slowStartMillis() * 1_000_000L) : found;
  }

  private int inTurn() {
    turn = turn + 1 < pools.length ? turn + 1 : 0;
    return turn;
  }

  private int lessBusy() {
    int n = pools.length;
    int a = ThreadLocalRandom.current().nextInt(n);
    int b = n == 1 ? 0 : (a + 1 + ThreadLocalRandom.current().nextInt(n - 1)) % n;
    return active(b) < active(a) ? b : a;
  }

  /** Requests under way there. */
  int active(int at) {
    return pools[at].place().health().active.get();
  }

  /** Of those that are fit; the first where none is. */
  int leastBusy() {
    int least = fit(0);
    for (int i = least + 1; i < pools.length; i++) {
      if (active(i) < active(least) && fits(i)) {
        least = i;
      }
    }
    return least;
  }

  /** Passes over an endpoint that is new as often as it is newer than it should be. */
  private int warm(int at, long slowStartNanos) {
    long age = UpstreamLoop.now() - pools[at].place().health().since();
    if (age >= slowStartNanos) {
      return at;
    }
    double share = Math.max(0.1, (double) age / slowStartNanos);
    return ThreadLocalRandom.current().nextDouble() < share ? at : (at + 1) % pools.length;
  }
}

package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Balancing;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An upstream with endpoints for this data plane's zone and others, as one event loop sees it.
 * Those for the zone get everything while enough of them are fit, and then less and less, as Envoy
 * has it for its localities: their fit share times 1.4. While each of them is more than ten times
 * as busy as one outside, that one is next (ADR 023).
 */
final class Zones {
  private static final double SPARE = 1.4;
  private static final int BUSIER = 10;
  private static final long LOOK_NANOS = 50_000_000L;

  private final Choice near;
  private final Choice far;
  private final int[] nearAt;
  private final int[] farAt;
  private long looked = Long.MIN_VALUE;
  private double share = 1;

  /**
   * @param positions of those for the zone: some, but not all
   */
  Zones(Pool[] pools, List<Integer> positions) {
    int[] in = new int[positions.size()];
    int[] out = new int[pools.length - in.length];
    int n = 0;
    int m = 0;
    for (int i = 0; i < pools.length; i++) {
      if (n < in.length && positions.get(n) == i) {
        in[n++] = i;
      } else {
        out[m++] = i;
      }
    }
    nearAt = in;
    farAt = out;
    near = choice(pools, in);
    far = choice(pools, out);
  }

  private static Choice choice(Pool[] pools, int[] at) {
    Pool[] some = new Pool[at.length];
    for (int i = 0; i < at.length; i++) {
      some[i] = pools[at[i]];
    }
    return new Choice(some, ThreadLocalRandom.current().nextInt(some.length));
  }

  /** Position in the upstream of the endpoint that is next, by an algorithm other than a hash. */
  int next(@Nullable Balancing by) {
    long now = UpstreamLoop.now();
    if (looked == Long.MIN_VALUE || now - looked > LOOK_NANOS) {
      looked = now;
      share = Math.min(1, SPARE * near.fit() / near.size());
    }
    boolean stays = share >= 1 || ThreadLocalRandom.current().nextDouble() < share;
    if (!stays) {
      return farAt[far.fit(far.next(by))];
    }
    int at = near.fit(near.next(by));
    return near.active(at) > BUSIER ? orOutside(at, by) : nearAt[at];
  }

  /** The endpoint of the zone; one outside where that is worth the way. */
  private int orOutside(int at, @Nullable Balancing by) {
    int outside = far.fit(far.next(by));
    boolean worth = near.active(near.leastBusy()) > BUSIER * (1 + far.active(outside));
    return worth && far.fits(outside) ? farAt[outside] : nearAt[at];
  }
}

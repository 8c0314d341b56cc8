package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.snapshot.filter.Limit.Bound;
import java.util.concurrent.TimeUnit;

/** A limit's bound, or one of its tiers', and each data plane's share of it. */
final class Bounded {
  /** What a share comes to; of a rate, or of requests in flight. */
  record Share(int of, Gcra rate, int concurrent) {}

  private static final Gcra NO_RATE = new Gcra(1, 0, 0);

  private final Bound bound;
  private final boolean later;

  /** The whole of it; of a rate. */
  final Gcra whole;

  /** What a client is told of it: the parameters of an item of {@code RateLimit-Policy}. */
  final String told;

  /** For {@code X-RateLimit-Limit}. */
  final long limit;

  final boolean rated;
  private volatile Share share;

  /**
   * @param later whether responses say what requests cost
   */
  Bounded(Bound bound, boolean later) {
    this.bound = bound;
    this.later = later;
    this.share = share(bound, 1, later);
    this.whole = share.rate();
    this.rated = bound instanceof Bound.Rate;
    this.limit = bound.on(new Limits());
    this.told = bound.on(new Words());
  }

  /** A data plane's share among so many. */
  Share share(int of) {
    Share now = share;
    if (now.of() != of) {
      now = share(bound, of, later);
      share = now;
    }
    return now;
  }

  private static Share share(Bound bound, int of, boolean later) {
    return bound.on(
        new Bound.Cases<>() {
          @Override
          public Share rate(Bound.Rate rate) {
            long period = TimeUnit.MILLISECONDS.toNanos(rate.perMillis());
            return new Share(of, Gcra.of(rate.requests(), period, rate.burst(), of, later), 0);
          }

          @Override
          public Share concurrent(Bound.Concurrent concurrent) {
            return new Share(of, NO_RATE, (concurrent.requests() + of - 1) / of);
          }
        });
  }

  private static final class Limits implements Bound.Cases<Long> {
    @Override
    public Long rate(Bound.Rate rate) {
      return rate.requests();
    }

    @Override
    public Long concurrent(Bound.Concurrent concurrent) {
      return (long) concurrent.requests();
    }
  }

  private static final class Words implements Bound.Cases<String> {
    @Override
    public String rate(Bound.Rate rate) {
      return ";q=" + rate.requests() + ";w=" + Math.max(1, rate.perMillis() / 1000);
    }

    @Override
    public String concurrent(Bound.Concurrent concurrent) {
      return ";q=" + concurrent.requests() + ";qu=\"concurrent-requests\"";
    }
  }
}

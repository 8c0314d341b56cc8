package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Health;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has of an upstream: its endpoints, each with its pool, and whose turn it is.
 */
final class LoopUpstream {
  /** Where all answer at once, a pause of a garbage collector makes no outlier. */
  private static final long NOTICEABLE_NANOS = 10_000_000L;

  private final UpstreamLoop loop;
  private final Upstream upstream;
  private final Tally tally;
  private Pool[] pools = {};
  private @Nullable Maglev maglev;
  private @Nullable Tokens tokens;
  private @Nullable Zones zones;
  private Choice all;
  private boolean left;

  LoopUpstream(UpstreamLoop loop, Upstream upstream, Placement placement, Tally tally) {
    this.loop = loop;
    this.upstream = upstream;
    this.tally = tally;
    all = new Choice(pools, ThreadLocalRandom.current().nextInt(1 << 20));
    place(placement);
  }

  UpstreamLoop loop() {
    return loop;
  }

  Upstream upstream() {
    return upstream;
  }

  Tally tally() {
    return tally;
  }

  /** Keeps the pools of endpoints that stay. */
  void place(Placement placement) {
    Map<Endpoint, Pool> before = new HashMap<>();
    if (!left) {
      for (Pool pool : pools) {
        before.put(pool.place().endpoint(), pool);
      }
    }
    left = false;
    List<Pool> after = new ArrayList<>();
    for (Endpoint endpoint : placement.endpoints()) {
      Pool kept = before.remove(endpoint);
      after.add(kept != null ? kept : pool(endpoint, placement));
    }
    pools = after.toArray(Pool[]::new);
    maglev = placement.maglev();
    tokens = placement.tokens();
    all = new Choice(pools, all.turn());
    zones = placement.near() == null ? null : new Zones(pools, placement.near());
    before.values().forEach(Pool::retire);
  }

  /**
   * No table leads here any more. Whoever came by one before, and waits for something still, goes
   * on to the endpoints that there were; no connection is kept for anybody else.
   */
  void leave() {
    left = true;
    for (Pool pool : pools) {
      pool.retire();
    }
  }

  private Pool pool(Endpoint endpoint, Placement placement) {
    EndpointHealth health = Objects.requireNonNull(placement.health().get(endpoint));
    Place place = Place.of(this, endpoint, health);
    return switch (upstream.id().protocol()) {
      case HTTP1 -> new Http1Pool(place, () -> {});
      case HTTP2 -> new Http2Pool(place, () -> {});
      case EITHER -> new EitherPool(place);
    };
  }

  /** What is under way at each endpoint. On its event loop. */
  Map<Endpoint, Use> uses() {
    Map<Endpoint, Use> uses = new HashMap<>();
    for (Pool pool : pools) {
      uses.put(pool.place().endpoint(), pool.use());
    }
    return uses;
  }

  /** Other certificates hold. */
  void renew() {
    for (Pool pool : pools) {
      pool.renew();
    }
  }

  int size() {
    return pools.length;
  }

  /** Whether requests under way are counted for each endpoint, whatever a rule says. */
  boolean counts() {
    return zones != null;
  }

  /** The pool at a position, counted around. There must be one. */
  Pool at(int position) {
    return pools[position % pools.length];
  }

  /** Where a call begins to look for an endpoint. There must be one. */
  int first(Treatment of, Exchange exchange) {
    Balancing by = of.balancing;
    if (by != null && by.algorithm() == Balancing.Algorithm.HASH) {
      return hashed(by, exchange);
    }
    Zones both = zones;
    return both != null && (by == null || by.zoneAware()) && !upstream.panic(of.panicPercent)
        ? both.next(by)
        : all.next(by);
  }

  private int hashed(Balancing by, Exchange exchange) {
    Maglev table = maglev;
    String key = HashKey.of(by.hash(), exchange);
    // The order of the pools is that of the endpoints in the table.
    return table == null || key == null ? all.next(by) : table.position(HashKey.hash(key));
  }

  /** Where the endpoint is that is called so, if it is fit; -1: nowhere. */
  int held(@Nullable String token) {
    Tokens names = tokens;
    int at = token == null || names == null ? -1 : names.position(token);
    return at >= 0 && pools[at].place().health().fit() ? at : -1;
  }

  /** What an endpoint is called in cookies; null: it is not there any more, or there is no key. */
  @Nullable String token(Endpoint endpoint) {
    Tokens names = tokens;
    return names == null ? null : names.of(endpoint);
  }

  /**
   * The first endpoint at or after a position that is fit for a request. Where none is, the one at
   * the position: it may have recovered, and no answer is worse than a bad one.
   *
   * @param panicPercent while fewer endpoints are healthy, health does not count
   */
  int fit(int position, int panicPercent) {
    int n = pools.length;
    boolean panic = upstream.panic(panicPercent);
    for (int i = 0; i < n; i++) {
      if (pools[(position + i) % n].place().health().admits(panic)) {
        return position + i;
      }
    }
    return position;
  }

  /** Whether one more connection may be made; then it is counted. 0: any number may. */
  boolean mayConnect(int most) {
    if (upstream.connections.incrementAndGet() > most && most > 0) {
      upstream.connections.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Whether there is one that is fit. */
  boolean anyFit() {
    for (Pool pool : pools) {
      if (pool.place().health().fit()) {
        return true;
      }
    }
    return false;
  }

  /** Whether an endpoint takes much longer than others do; they must be known, too. */
  boolean outlier(EndpointHealth health, int factor) {
    long[] others = new long[pools.length];
    int n = 0;
    for (Pool pool : pools) {
      EndpointHealth other = pool.place().health();
      if (other != health && other.latency() > 0) {
        others[n++] = other.latency();
      }
    }
    if (n == 0) {
      return false;
    }
    Arrays.sort(others, 0, n);
    long usual = others[(n - 1) / 2];
    return health.latency() > usual * factor && health.latency() - usual > NOTICEABLE_NANOS;
  }

  /** Takes an endpoint out, unless too many are out already. */
  void eject(EndpointHealth health, Health.Passive passive) {
    int out = 0;
    for (Pool pool : pools) {
      out += pool.place().health() != health && pool.place().health().ejected() ? 1 : 0;
    }
    // One of several may always be taken out, the last one never.
    int share = pools.length * passive.maxEjectedPercent() / 100;
    int most = passive.maxEjectedPercent() == 0 ? 0 : Math.max(1, share);
    if (out < most && out + 1 < pools.length) {
      if (health.eject(passive)) {
        upstream.judge();
        tally.count(Tally.Event.EJECTED);
      }
    } else {
      health.succeeded();
    }
  }
}

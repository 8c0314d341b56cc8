package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Service port in one protocol: its parts on the event loops, and what they all know of it. Its
 * state survives every snapshot.
 */
public final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  private static final long COMPLAINT_NANOS = 10_000_000_000L;

  private final Upstreams all;
  private final UpstreamId id;
  private final Tally tally;
  private final LoopUpstream[] parts;
  private final Treatments treatments;
  private Map<Endpoint, EndpointHealth> health = Map.of();
  private Endpoints endpoints;
  private volatile Placement latest = Placement.NOWHERE;
  private boolean hashes;
  private boolean remembered;
  private boolean left;
  private volatile @Nullable ClientTls tls;
  private final AtomicLong complained = new AtomicLong(-COMPLAINT_NANOS);

  /** Endpoints that are neither ejected nor fail their probes, in percent. */
  private volatile int healthyPercent = 100;

  /** Calls under way whose rule retries, and how many of their tries are no first ones. */
  final AtomicInteger live = new AtomicInteger();

  final AtomicInteger retrying = new AtomicInteger();

  /** Connections that are open, over all loops. */
  final AtomicInteger connections = new AtomicInteger();

  /**
   * @param tls null: in clear, or what secures it is not there
   */
  Upstream(
      Upstreams all, UpstreamId id, Tally tally, Endpoints endpoints, @Nullable ClientTls tls) {
    this.all = all;
    this.id = id;
    this.tally = tally;
    this.endpoints = endpoints;
    this.tls = tls;
    this.treatments = new Treatments(all.vertx(), this);
    Placement placement = place(endpoints);
    this.parts = new LoopUpstream[all.loops().size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new LoopUpstream(all.loops().get(i), this, placement, tally);
    }
  }

  UpstreamId id() {
    return id;
  }

  /** What has happened here; shared with the same Service port in other protocols. */
  public Tally tally() {
    return tally;
  }

  private synchronized Placement place(Endpoints entry) {
    List<Endpoint> now = entry.endpoints();
    Map<Endpoint, EndpointHealth> kept = new HashMap<>();
    // Those that are there from the start have nothing to catch up with.
    long since = health.isEmpty() ? -1L << 60 : UpstreamLoop.now();
    for (Endpoint endpoint : now) {
      EndpointHealth before = health.get(endpoint);
      kept.put(endpoint, before == null ? new EndpointHealth(UpstreamLoop::now, since) : before);
    }
    health = Map.copyOf(kept);
    endpoints = entry;
    List<byte[]> keys = remembered ? all.affinityKeys() : List.of();
    Placement placed =
        new Placement(
            now,
            health,
            hashes ? new Maglev(now) : null,
            keys.isEmpty() ? null : new Tokens(keys, id.servicePort(), now),
            near(entry));
    latest = placed;
    judge();
    return placed;
  }

  private @Nullable List<Integer> near(Endpoints of) {
    List<Integer> near = of.zones() == null ? null : of.zones().get(all.zone());
    return near == null || near.isEmpty() || near.size() == of.endpoints().size() ? null : near;
  }

  /** The zone has changed, or the keys by which endpoints are called in cookies. */
  synchronized void renew() {
    if (!left && (remembered || endpoints.zones() != null)) {
      place(place(endpoints));
    }
  }

  synchronized void endpoints(Endpoints now) {
    left = false;
    place(place(now));
  }

  /** No table leads here any more. */
  synchronized void leave() {
    left = true;
    health = Map.of();
    latest = Placement.NOWHERE;
    endpoints = new Endpoints(id.servicePort(), List.of());
    all.tell();
    for (LoopUpstream part : parts) {
      part.loop().executor().execute(part::leave);
    }
  }

  /** Whether it must be told its endpoints, even if there are none, before a table leads here. */
  synchronized boolean left() {
    return left;
  }

  /** What secures connections from now on; null: nothing, so that none can be made. */
  void secure(@Nullable ClientTls now) {
    if (now != tls) {
      tls = now;
      all.tell();
      for (LoopUpstream part : parts) {
        part.loop().executor().execute(part::renew);
      }
    }
  }

  /** No connection that can be trusted has come about; said now and then. */
  void distrusts(String endpoint, Throwable cause) {
    long now = UpstreamLoop.now();
    long last = complained.get();
    if (now - last > COMPLAINT_NANOS && complained.compareAndSet(last, now)) {
      Throwable root = cause;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      LOG.warn("{} at {}: TLS: {}", id, endpoint, root.getMessage());
    }
  }

  @Nullable ClientTls tls() {
    return tls;
  }

  private void place(Placement placement) {
    all.tell();
    for (LoopUpstream part : parts) {
      part.loop().executor().execute(() -> part.place(placement));
    }
  }

  synchronized Map<Endpoint, EndpointHealth> health() {
    return health;
  }

  /**
   * How a rule treats it. Not on event loops.
   *
   * @param fallback what answers where it cannot; null: nothing
   * @param edits of what is sent to it; null: none
   * @param responseEdits of what comes from it; null: none
   */
  public Treatment treated(
      Timeouts timeouts,
      Forwarding how,
      @Nullable Fallback fallback,
      @Nullable HeaderChanges edits,
      @Nullable HeaderChanges responseEdits) {
    if (how.balancing() != null) {
      prepare(how.balancing());
    }
    return treatments.requests(timeouts, how, fallback, edits, responseEdits);
  }

  /** How copies of requests are sent to it. Not on event loops. */
  public Treatment copied(Timeouts timeouts) {
    return treatments.copies(timeouts);
  }

  /** What balancing needs to know of the endpoints is made with the first rule that wants it. */
  private synchronized void prepare(Balancing by) {
    boolean hash = by.algorithm() == Balancing.Algorithm.HASH && !hashes;
    boolean remember = by.affinity() != null && !remembered;
    if (hash || remember) {
      hashes |= hash;
      remembered |= remember;
      place(place(endpoints));
    }
  }

  /** How rules treat it. */
  Treatments treatments() {
    return treatments;
  }

  /** What is held against an endpoint has changed. Any thread, and no lock: loops call it. */
  void judge() {
    int now;
    do {
      now = latest.healthyPercent();
      healthyPercent = now;
      // Whoever counted before and writes after another must count again.
    } while (now != latest.healthyPercent());
  }

  /** Whether so few endpoints are healthy that it is the judgement that fails. */
  boolean panic(int belowPercent) {
    return healthyPercent < belowPercent;
  }

  /** What is known of it. Asks every event loop, and waits for them: not on one of them. */
  UpstreamState state() {
    Placement placed = latest;
    Map<Endpoint, Use> uses = new HashMap<>();
    for (LoopUpstream part : parts) {
      part.loop()
          .executor()
          .submit(part::uses)
          .syncUninterruptibly()
          .getNow()
          .forEach((endpoint, use) -> uses.merge(endpoint, use, Use::and));
    }
    long now = UpstreamLoop.now();
    return new UpstreamState(
        id.servicePort().toString(),
        id.spoken(),
        panic(Health.USUAL_PANIC),
        connections.get(),
        retrying.get(),
        placed.shown(uses),
        treatments.circuits().stream().map(each -> each.shown(now)).toList(),
        treatments.limits().stream().map(Bulkhead::shown).toList());
  }

  /** Whether metrics show it: a Service that is gone has no say but for what it still holds. */
  boolean shows() {
    return !left() || tally.open() > 0;
  }

  LoopUpstream here() {
    return parts[all.here().index()];
  }
}

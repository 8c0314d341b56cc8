package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.UpstreamId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The metrics of upstreams; all threads. */
final class UpstreamMeters {
  private final MeterRegistry registry;
  private final ConcurrentMap<String, Of> known = new ConcurrentHashMap<>();

  /** The gauges of each: to look for them in the registry is to look at those of all upstreams. */
  private final ConcurrentMap<Shown, List<Meter>> shown = new ConcurrentHashMap<>();

  private record Shown(String upstream, String protocol) {}

  UpstreamMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows the state of an upstream, in place of one that had its identity before. */
  void shows(Upstream upstream) {
    Shown as = new Shown(upstream.id().servicePort().toString(), upstream.id().spoken());
    List<Meter> before = shown.remove(as);
    if (before != null) {
      before.forEach(registry::remove);
    }
    shown.put(
        as,
        List.of(
            gauge(
                "sluice.upstream.circuits.open",
                "Circuit breakers that are not closed",
                upstream,
                as,
                Upstream::openCircuits),
            gauge(
                "sluice.upstream.circuits.half.open",
                "Circuit breakers that let requests go on trial",
                upstream,
                as,
                of -> of.circuits(Breaker.State.HALF_OPEN)),
            gauge(
                "sluice.upstream.concurrency.limit",
                "Requests that limits of concurrency allow at a time, all limits together; 0: any number",
                upstream,
                as,
                of -> of.sum(UpstreamState.LimitState::limit)),
            gauge(
                "sluice.upstream.concurrency.active",
                "Requests under way that a limit of concurrency has let go",
                upstream,
                as,
                of -> of.sum(UpstreamState.LimitState::active)),
            gauge(
                "sluice.upstream.concurrency.pending",
                "Requests that wait for a limit of concurrency",
                upstream,
                as,
                of -> of.sum(UpstreamState.LimitState::pending)),
            gauge("sluice.upstream.endpoints", "Endpoints", upstream, as, of -> of.health().size()),
            gauge(
                "sluice.upstream.endpoints.unfit",
                "Endpoints that are ejected or fail their probes",
                upstream,
                as,
                of -> of.health().values().stream().filter(each -> !each.fit()).count())));
  }

  private Meter gauge(
      String name,
      String description,
      Upstream upstream,
      Shown as,
      ToDoubleFunction<Upstream> value) {
    return Gauge.builder(name, upstream, value)
        .description(description)
        .tags("upstream", as.upstream(), "protocol", as.protocol())
        .register(registry);
  }

  /** Those of one upstream; the same ones for the same identity. */
  Of of(UpstreamId id) {
    return known.computeIfAbsent(id.servicePort().toString(), name -> new Of(registry, name));
  }

  /** Drops the series of all other upstreams, lest they pile up where Services come and go. */
  void retain(Set<String> names) {
    boolean gone = known.keySet().retainAll(names);
    gone |= shown.keySet().removeIf(each -> !names.contains(each.upstream()));
    if (!gone) {
      return;
    }
    for (Meter meter : registry.getMeters()) {
      String upstream = meter.getId().getTag("upstream");
      if (upstream != null
          && meter.getId().getName().startsWith("sluice.upstream.")
          && !names.contains(upstream)) {
        registry.remove(meter);
      }
    }
  }

  /** The meters of one upstream, looked up when it is made and never by a request. */
  static final class Of {
    private final LongAdder open = new LongAdder();
    private final Counter connected;
    private final Counter failed;
    private final Counter distrusted;
    private final Counter retried;
    private final Counter ejected;
    private final Counter turnedAway;
    private final Counter hedged;

    Of(MeterRegistry registry, String upstream) {
      Gauge.builder("sluice.upstream.connections", open, LongAdder::sum)
          .description("Connections to endpoints that are open")
          .tag("upstream", upstream)
          .register(registry);
      connected = connects(registry, upstream, "ok");
      failed = connects(registry, upstream, "failed");
      distrusted = connects(registry, upstream, "tls_failed");
      retried =
          count(
              registry,
              upstream,
              "sluice.upstream.retries",
              "Tries that followed another try of the same request");
      ejected =
          count(
              registry,
              upstream,
              "sluice.upstream.ejections",
              "Endpoints taken out for their errors");
      turnedAway =
          count(
              registry,
              upstream,
              "sluice.upstream.turned.away",
              "Requests not sent: an open circuit, or too many under way");
      hedged =
          count(
              registry,
              upstream,
              "sluice.upstream.hedges",
              "Second requests sent because the first took long");
    }

    private static Counter count(
        MeterRegistry registry, String upstream, String name, String description) {
      return Counter.builder(name)
          .description(description)
          .tag("upstream", upstream)
          .register(registry);
    }

    private static Counter connects(MeterRegistry registry, String upstream, String result) {
      return Counter.builder("sluice.upstream.connects")
          .description("Connections to endpoints that were begun, by what became of them")
          .tags("upstream", upstream, "result", result)
          .register(registry);
    }

    void connected() {
      connected.increment();
      open.increment();
    }

    void disconnected() {
      open.decrement();
    }

    void connectFailed() {
      failed.increment();
    }

    void handshakeFailed() {
      distrusted.increment();
    }

    void retried() {
      retried.increment();
    }

    void ejected() {
      ejected.increment();
    }

    void turnedAway() {
      turnedAway.increment();
    }

    void hedged() {
      hedged.increment();
    }
  }
}

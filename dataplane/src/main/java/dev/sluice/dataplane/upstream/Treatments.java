package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Timeouts;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How rules treat one upstream. What a treatment counts by outlives every snapshot: a breaker, a
 * bulkhead or a prober is found again by how it is configured.
 */
final class Treatments {
  /**
   * What all rules together may have under way at one upstream in copies: a bound on what a mirror
   * that hangs can cost. With 256 KiB of a body each, 32 MiB.
   */
  private static final Concurrency COPIES = new Concurrency(128, 0, 0, false);

  private final Vertx vertx;
  private final Upstream upstream;
  private final Kept<CircuitBreaker, Breaker> breakers = new Kept<>(Breaker::new);
  private final Kept<Concurrency, Bulkhead> bulkheads = new Kept<>(Bulkhead::new);
  private final ConcurrentMap<Health.Active, Prober> probers = new ConcurrentHashMap<>();

  /** Apart from those of requests, which copies must never hold up; null: there are none. */
  private @Nullable Bulkhead copies;

  Treatments(Vertx vertx, Upstream upstream) {
    this.vertx = vertx;
    this.upstream = upstream;
  }

  /** Of requests; parameters as {@link Upstream#treated} has them. */
  Treatment requests(
      Timeouts timeouts,
      Forwarding how,
      @Nullable Fallback fallback,
      @Nullable HeaderChanges edits,
      @Nullable HeaderChanges responseEdits) {
    CircuitBreaker breaker = how.circuitBreaker();
    Concurrency concurrency = how.concurrency();
    Treatment made =
        new Treatment(
            upstream,
            timeouts,
            how,
            breaker == null ? null : breakers.of(breaker),
            concurrency == null ? null : bulkheads.of(concurrency),
            fallback,
            edits,
            responseEdits);
    Health.Active active = how.health() == null ? null : how.health().active();
    if (active != null) {
      probe(active, made);
    }
    return made;
  }

  /** Of copies. */
  synchronized Treatment copies(Timeouts timeouts) {
    Bulkhead limit = copies == null ? new Bulkhead(COPIES) : copies;
    copies = limit;
    return new Treatment(upstream, timeouts, Forwarding.PLAIN, null, limit, null, null, null);
  }

  private void probe(Health.Active active, Treatment by) {
    boolean[] isNew = new boolean[1];
    Prober prober =
        probers.computeIfAbsent(
            active,
            config -> {
              isNew[0] = true;
              return new Prober(vertx, config, upstream);
            });
    prober.wantedBy(by);
    if (isNew[0]) {
      prober.start();
    }
  }

  /** Nobody wants these probes any more. */
  void forget(Health.Active active) {
    probers.remove(active);
  }

  /** Circuit breakers that rules have for it. */
  List<Breaker> circuits() {
    return breakers.inUse();
  }

  /** Limits that rules set to what it has under way. */
  List<Bulkhead> limits() {
    return bulkheads.inUse();
  }
}

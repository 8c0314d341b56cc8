package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.ForwardedFields;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Hedge;
import dev.sluice.snapshot.upstream.Retry;
import dev.sluice.snapshot.upstream.Timeouts;
import org.jspecify.annotations.Nullable;

/**
 * How one rule treats one upstream: decided when a snapshot is applied, shared by all event loops.
 * What a rule does not use is null.
 */
public final class Treatment {
  final Upstream upstream;
  final Timeouts timeouts;
  final @Nullable Balancing balancing;
  final @Nullable Affinity affinity;
  final @Nullable Retry retry;
  final @Nullable Hedge hedge;
  final Health.@Nullable Passive passive;
  final int panicPercent;
  final @Nullable Breaker breaker;
  final @Nullable Bulkhead bulkhead;
  final @Nullable Fallback fallback;
  private final @Nullable HeaderChanges edits;

  /** Of its responses, before those of the rule. */
  private final @Nullable HeaderChanges responseEdits;

  /** Whether times are taken of each try. */
  final boolean timed;

  /** Connections that the upstream may have; 0: any number. */
  final int mostConnections;

  /** Whether requests under way are counted for each endpoint. */
  final boolean counts;

  Treatment(
      Upstream upstream,
      Timeouts timeouts,
      Forwarding how,
      @Nullable Breaker breaker,
      @Nullable Bulkhead bulkhead,
      @Nullable Fallback fallback,
      @Nullable HeaderChanges edits,
      @Nullable HeaderChanges responseEdits) {
    this.upstream = upstream;
    this.timeouts = timeouts;
    this.balancing = how.balancing();
    Balancing.Affinity session = balancing == null ? null : balancing.affinity();
    this.affinity = session == null ? null : new Affinity(session);
    this.retry = how.retry();
    this.hedge = how.hedge();
    Health health = how.health();
    this.passive = health == null ? null : health.passive();
    this.panicPercent = health == null ? Health.USUAL_PANIC : health.panicPercent();
    this.breaker = breaker;
    this.bulkhead = bulkhead;
    this.fallback = fallback;
    this.edits = edits;
    this.responseEdits = responseEdits;
    this.timed =
        breaker != null || bulkhead != null || (passive != null && passive.latencyFactor() > 0);
    Concurrency concurrency = how.concurrency();
    this.mostConnections = concurrency == null ? 0 : concurrency.maxConnections();
    this.counts = balancing != null && balancing.algorithm() == Balancing.Algorithm.LEAST_REQUEST;
  }

  /** Forwards an exchange and answers it, once. On its event loop. */
  public void send(Exchange exchange) {
    if (edits != null) {
      edits.apply(exchange, exchange.request().headers());
    }
    // A fallback has a time of its own.
    boolean first = ForwardedFields.apply(exchange);
    new Call(exchange, upstream.here(), this)
        .start(first ? UpstreamLoop.at(exchange.startNanos()) : UpstreamLoop.now());
  }

  /**
   * A response's head has come: it is edited, and the client is told where it shall come back to.
   *
   * @param said what the client says that its endpoint is called; null: nothing
   * @param by who has sent it
   */
  void answered(Exchange exchange, ResponseHead head, @Nullable String said, Place by) {
    if (affinity != null) {
      affinity.keep(exchange, head, said, by.part().token(by.endpoint()));
    }
    if (responseEdits != null) {
      responseEdits.apply(exchange, head.headers());
    }
  }

  /** Whether clients of it are brought back to the endpoint that they had. */
  public boolean remembers() {
    return affinity != null;
  }

  /** Whether the client had one of its endpoints, which is fit. On the exchange's event loop. */
  public boolean remembers(Exchange exchange) {
    Affinity by = affinity;
    return by != null && upstream.here().held(by.token(exchange)) >= 0;
  }

  /** Whether a request has a chance: there are endpoints that are fit, and no open circuit. */
  public boolean usable() {
    Breaker by = breaker;
    return upstream.here().anyFit() && (by == null || by.wouldAdmit(UpstreamLoop.now()));
  }
}

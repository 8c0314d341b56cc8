package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.snapshot.id.RuleId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The data plane's metrics; all threads. */
public final class Telemetry {
  private final MeterRegistry registry;
  private final RuleMeters unmatched;
  private final Map<RuleId, RuleMeters> rules = new ConcurrentHashMap<>();
  private final Map<String, Counter> failures = new ConcurrentHashMap<>();
  private final LongAdder inFlight = new LongAdder();
  private final AtomicInteger plain = new AtomicInteger();
  private final AtomicInteger encrypted = new AtomicInteger();

  public Telemetry(MeterRegistry registry) {
    this.registry = registry;
    unmatched = new RuleMeters(registry, null);
    Gauge.builder("sluice.requests.in.flight", inFlight, LongAdder::sum).register(registry);
    Gauge.builder("sluice.connections", plain, AtomicInteger::get)
        .tag("listener", "http")
        .register(registry);
    Gauge.builder("sluice.connections", encrypted, AtomicInteger::get)
        .tag("listener", "https")
        .register(registry);
  }

  /** Records the exchanges of one rule. Not on an event loop. */
  public Consumer<Exchange> observer(RuleId rule) {
    RuleMeters meters = rules.computeIfAbsent(rule, id -> new RuleMeters(registry, id));
    return exchange -> record(meters, exchange);
  }

  /**
   * Drops the series of all other rules, lest they pile up where routes come and go. Not on an
   * event loop.
   */
  public void retain(Set<RuleId> served) {
    rules
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !served.contains(each.getKey());
              if (gone) {
                each.getValue().remove();
              }
              return gone;
            });
  }

  /** Records an exchange that no rule matched. */
  public void unmatched(Exchange exchange) {
    record(unmatched, exchange);
  }

  private void record(RuleMeters meters, Exchange exchange) {
    long nanos = System.nanoTime() - exchange.startNanos();
    meters.over(exchange.status(), nanos);
    Failure failure = exchange.failure();
    if (failure != null) {
      failure(failure.reason());
    }
    AccessLog.write(exchange, nanos);
  }

  /**
   * Counts a failure.
   *
   * @param reason one of a small, closed set
   */
  public void failure(String reason) {
    failures
        .computeIfAbsent(
            reason,
            word -> Counter.builder("sluice.failures").tag("reason", word).register(registry))
        .increment();
  }

  public void begins() {
    inFlight.increment();
  }

  public void ends() {
    inFlight.decrement();
  }

  public void connections(boolean tls, int change) {
    (tls ? encrypted : plain).addAndGet(change);
  }
}

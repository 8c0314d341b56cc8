package dev.sluice.dataplane.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What the store's calls come to. */
final class StoreMeters {
  final Timer answered;
  final Counter timedOut;
  final Counter failed;
  final Counter spared;
  final Counter connects;

  StoreMeters(MeterRegistry registry, BooleanSupplier up) {
    answered =
        Timer.builder("sluice.store.duration")
            .description("From a call to the shared counters to its answer in time")
            .serviceLevelObjectives(
                Duration.ofNanos(250_000),
                Duration.ofNanos(500_000),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25))
            .register(registry);
    timedOut = failures(registry, "timeout");
    failed = failures(registry, "error");
    spared = failures(registry, "open");
    connects =
        Counter.builder("sluice.store.connects")
            .description("Connections to the shared counters that were begun")
            .register(registry);
    Gauge.builder("sluice.store.up", up, u -> u.getAsBoolean() ? 1 : 0)
        .description("0 while the breaker of the shared counters is open")
        .strongReference(true)
        .register(registry);
  }

  private static Counter failures(MeterRegistry registry, String reason) {
    return Counter.builder("sluice.store.failures")
        .description("Calls to the shared counters without an answer in time")
        .tag("reason", reason)
        .register(registry);
  }
}

package dev.sluice.operator.main;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** What this process counts of itself; the push server counts what it sends. */
final class Measures {
  private static final Duration[] BOUNDS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Timer waited;
  private final Timer compile;
  private final Timer acked;
  private final Counter revisions;
  private final Counter statusWrites;
  private volatile int entries;

  /** Since when a data plane may lag, of {@link System#nanoTime}; 0: none does. */
  private final AtomicLong lagging = new AtomicLong();

  Measures(MeterRegistry meters, BooleanSupplier leads) {
    this.waited =
        timer(meters, "sluice.watch.waited", "Time that the first of some changes has waited");
    this.compile = timer(meters, "sluice.compile", "Time of one compile");
    this.acked =
        timer(
            meters,
            "sluice.push.acked",
            "Time from a snapshot that is published until all data planes here have acked it");
    this.revisions =
        Counter.builder("sluice.snapshot.revisions")
            .description("Snapshots published")
            .register(meters);
    this.statusWrites =
        Counter.builder("sluice.status.writes")
            .description("Statuses of routes written")
            .register(meters);
    Gauge.builder("sluice.snapshot.entries", () -> entries)
        .description("Entries of the latest snapshot")
        .register(meters);
    Gauge.builder("sluice.leader", () -> leads.getAsBoolean() ? 1 : 0)
        .description("1: this replica writes status")
        .register(meters);
  }

  private static Timer timer(MeterRegistry meters, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BOUNDS)
        .register(meters);
  }

  <T> T compiling(Supplier<T> work) {
    Timer.Sample sample = Timer.start();
    T made = work.get();
    sample.stop(compile);
    return made;
  }

  void published(EncodedSnapshot snapshot) {
    lagging.compareAndSet(0, System.nanoTime());
    revisions.increment();
    entries = snapshot.size();
  }

  /** No data plane lags any more. */
  void acked() {
    long since = lagging.getAndSet(0);
    if (since != 0) {
      acked.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
    }
  }

  /** So long has the first of the changes waited that are now compiled. */
  void waited(long nanos) {
    waited.record(nanos, TimeUnit.NANOSECONDS);
  }

  void statusWritten() {
    statusWrites.increment();
  }
}

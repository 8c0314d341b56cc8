package dev.sluice.operator.main;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What this process counts of itself; the push server counts what it sends. */
final class Measures {
  private final Timer compile;
  private final Counter revisions;
  private final Counter statusWrites;
  private volatile int entries;

  Measures(MeterRegistry meters, BooleanSupplier leads) {
    this.compile =
        Timer.builder("sluice.compile").description("Time of one compile").register(meters);
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

  <T> T compiling(Supplier<T> work) {
    Timer.Sample sample = Timer.start();
    T made = work.get();
    sample.stop(compile);
    return made;
  }

  void published(EncodedSnapshot snapshot) {
    revisions.increment();
    entries = snapshot.size();
  }

  void statusWritten() {
    statusWrites.increment();
  }
}

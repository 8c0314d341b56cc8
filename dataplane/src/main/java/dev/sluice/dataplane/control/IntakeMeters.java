package dev.sluice.dataplane.control;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/**
 * What became of the snapshots that came, and how long it took.
 *
 * @param read from when one has come until it is verified and read
 * @param apply from then until every event loop serves it
 */
record IntakeMeters(Timer read, Timer apply, Counter applied, Counter failed, Counter unfit) {
  private static final Duration[] BOUNDS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  static IntakeMeters in(MeterRegistry meters) {
    return new IntakeMeters(
        timer(meters, "read", "until it is verified and read"),
        timer(meters, "apply", "from then until every event loop serves it"),
        counter(meters, "applied"),
        counter(meters, "failed"),
        counter(meters, "unfit"));
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("sluice.control.snapshots")
        .description("Snapshots received, by what became of them")
        .tag("result", result)
        .register(meters);
  }

  private static Timer timer(MeterRegistry meters, String step, String description) {
    return Timer.builder("sluice.control." + step)
        .description("Time of a snapshot that has come, " + description)
        .serviceLevelObjectives(BOUNDS)
        .register(meters);
  }
}

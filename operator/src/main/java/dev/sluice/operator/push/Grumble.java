package dev.sluice.operator.push;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Counts what was refused and logs one line per kind in ten seconds: whoever throws garbage at the
 * port must not fill the log with it. Confined to one event loop.
 */
final class Grumble {
  private static final long QUIET_MILLIS = 10_000;

  private final Logger log;
  private final MeterRegistry meters;
  private final LongSupplier millis;
  private final Map<String, Kind> kinds = new HashMap<>();

  private static final class Kind {
    final Counter counter;
    long loggedMillis = Long.MIN_VALUE;
    long unsaid;

    Kind(Counter counter) {
      this.counter = counter;
    }
  }

  Grumble(Logger log, MeterRegistry meters, LongSupplier millis) {
    this.log = log;
    this.meters = meters;
    this.millis = millis;
  }

  /**
   * @param kind one of a few words: a label of the metric
   * @param text never holds what came from the wire unchecked, nor a token
   */
  void about(String kind, String text) {
    Kind known = kinds.computeIfAbsent(kind, this::kind);
    known.counter.increment();
    long now = millis.getAsLong();
    if (known.loggedMillis != Long.MIN_VALUE && now - known.loggedMillis < QUIET_MILLIS) {
      known.unsaid++;
      return;
    }
    log.warn("push: {}: {} ({} more like it)", kind, text, known.unsaid);
    known.loggedMillis = now;
    known.unsaid = 0;
  }

  private Kind kind(String kind) {
    return new Kind(
        Counter.builder("sluice.push.refused")
            .description("Streams that were refused or closed for what they sent")
            .tag("reason", kind)
            .register(meters));
  }
}

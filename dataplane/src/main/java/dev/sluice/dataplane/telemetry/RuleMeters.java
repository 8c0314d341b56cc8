package dev.sluice.dataplane.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The meters of one rule, looked up once when the rule is built and never by a request. */
final class RuleMeters {
  private final Counter[] byClass = new Counter[6];
  private final Timer duration;

  RuleMeters(MeterRegistry registry, String route, String rule) {
    for (int i = 0; i < byClass.length; i++) {
      byClass[i] =
          Counter.builder("sluice.requests")
              .description("Requests that are over")
              .tags("route", route, "rule", rule, "status_class", i == 0 ? "none" : i + "xx")
              .register(registry);
    }
    duration =
        Timer.builder("sluice.request.duration")
            .description("From the first byte of a request's head to the last of its response")
            .tags("route", route, "rule", rule)
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(25),
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30))
            .register(registry);
  }

  /** Takes its series out; what an exchange of an older table still adds to them is lost. */
  void remove(MeterRegistry registry) {
    for (Counter counter : byClass) {
      registry.remove(counter);
    }
    registry.remove(duration);
  }

  void over(int status, long nanos) {
    byClass[status >= 100 && status < 600 ? status / 100 : 0].increment();
    duration.record(nanos, TimeUnit.NANOSECONDS);
  }
}

package dev.sluice.dataplane.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one rule. Each is made when there is something to count for the first time, and is
 * not looked up after that: thousands of rules that nobody asks for would be half of the heap, and
 * a page of metrics of tens of MiB.
 */
final class RuleMeters {
  private static final int CLASSES = 6;

  private final MeterRegistry registry;
  private final String route;
  private final String rule;
  private final AtomicReferenceArray<@Nullable Counter> byClass =
      new AtomicReferenceArray<>(CLASSES);
  private volatile @Nullable Timer duration;
  private boolean removed;

  RuleMeters(MeterRegistry registry, String route, String rule) {
    this.registry = registry;
    this.route = route;
    this.rule = rule;
  }

  /** Takes its series out; what an exchange of an older table still adds to them is lost. */
  synchronized void remove() {
    removed = true;
    for (int i = 0; i < CLASSES; i++) {
      Counter counter = byClass.get(i);
      if (counter != null) {
        registry.remove(counter);
      }
    }
    Timer timer = duration;
    if (timer != null) {
      registry.remove(timer);
    }
  }

  void over(int status, long nanos) {
    int statusClass = status >= 100 && status < 600 ? status / 100 : 0;
    Counter counter = byClass.getAcquire(statusClass);
    Timer timer = duration;
    if (counter == null || timer == null) {
      first(statusClass);
      counter = byClass.getAcquire(statusClass);
      timer = duration;
    }
    if (counter != null && timer != null) {
      counter.increment();
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Makes what is missing, unless the rule is gone: its series must not come back. */
  private synchronized void first(int statusClass) {
    if (removed) {
      return;
    }
    if (byClass.get(statusClass) == null) {
      byClass.setRelease(statusClass, counter(statusClass));
    }
    if (duration == null) {
      duration = timer();
    }
  }

  private Counter counter(int statusClass) {
    String name = statusClass == 0 ? "none" : statusClass + "xx";
    return Counter.builder("sluice.requests")
        .description("Requests that are over")
        .tags("route", route, "rule", rule, "status_class", name)
        .register(registry);
  }

  private Timer timer() {
    return Timer.builder("sluice.request.duration")
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
}

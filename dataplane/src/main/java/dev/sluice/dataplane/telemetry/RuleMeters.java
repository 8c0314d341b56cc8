package dev.sluice.dataplane.telemetry;

import dev.sluice.snapshot.id.RuleId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
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
  private final @Nullable RuleId rule;
  private volatile @Nullable Series series;
  private boolean removed;

  /** Null: of the requests that no rule took. */
  RuleMeters(MeterRegistry registry, @Nullable RuleId rule) {
    this.registry = registry;
    this.rule = rule;
  }

  /** What has been made so far. */
  private static final class Series {
    final Timer duration;
    final AtomicReferenceArray<@Nullable Counter> byClass = new AtomicReferenceArray<>(CLASSES);

    Series(Timer duration) {
      this.duration = duration;
    }
  }

  /** Takes its series out; what an exchange of an older table still adds to them is lost. */
  synchronized void remove() {
    removed = true;
    Series made = series;
    if (made == null) {
      return;
    }
    registry.remove(made.duration);
    for (int i = 0; i < CLASSES; i++) {
      Counter counter = made.byClass.get(i);
      if (counter != null) {
        registry.remove(counter);
      }
    }
  }

  void over(int status, long nanos) {
    int statusClass = status >= 100 && status < 600 ? status / 100 : 0;
    Series made = series;
    Counter counter = made == null ? null : made.byClass.getAcquire(statusClass);
    if (made == null || counter == null) {
      made = first(statusClass);
      counter = made == null ? null : made.byClass.getAcquire(statusClass);
    }
    if (made != null && counter != null) {
      counter.increment();
      made.duration.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Makes what is missing; null where the rule is gone: its series must not come back. */
  private synchronized @Nullable Series first(int statusClass) {
    if (removed) {
      return null;
    }
    Series made = series;
    if (made == null) {
      made = new Series(timer());
      series = made;
    }
    if (made.byClass.get(statusClass) == null) {
      made.byClass.setRelease(statusClass, counter(statusClass));
    }
    return made;
  }

  private Tags tags() {
    return rule == null
        ? Tags.of("route", "", "rule", "")
        : Tags.of("route", rule.route().toString(), "rule", rule.rule());
  }

  private Counter counter(int statusClass) {
    String name = statusClass == 0 ? "none" : statusClass + "xx";
    return Counter.builder("sluice.requests")
        .description("Requests that are over")
        .tags(tags())
        .tag("status_class", name)
        .register(registry);
  }

  private Timer timer() {
    return Timer.builder("sluice.request.duration")
        .description("From the first byte of a request's head to the last of its response")
        .tags(tags())
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

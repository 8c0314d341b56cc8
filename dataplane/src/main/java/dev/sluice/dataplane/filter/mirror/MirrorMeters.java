package dev.sluice.dataplane.filter.mirror;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What became of the copies for one upstream. Their series end with the upstream's others. */
final class MirrorMeters {
  private final Counter answered;
  private final Counter failed;
  private final Counter dropped;

  MirrorMeters(MeterRegistry registry, String upstream) {
    answered = counter(registry, upstream, "answered");
    failed = counter(registry, upstream, "failed");
    dropped = counter(registry, upstream, "dropped");
  }

  private static Counter counter(MeterRegistry registry, String upstream, String result) {
    return Counter.builder("sluice.upstream.mirrored")
        .description("Copies of requests, by what became of them")
        .tags("upstream", upstream, "result", result)
        .register(registry);
  }

  void answered() {
    answered.increment();
  }

  void failed() {
    failed.increment();
  }

  void dropped() {
    dropped.increment();
  }
}

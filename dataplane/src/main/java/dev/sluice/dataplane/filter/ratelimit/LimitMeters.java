package dev.sluice.dataplane.filter.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The meters of one limit, looked up once when the rule is built and never by a request. */
final class LimitMeters {
  final Counter passed;
  final Counter refused;
  final Counter wouldRefuse;
  final Counter failedOver;
  final Counter unpriced;

  LimitMeters(MeterRegistry registry, String policy, String limit) {
    passed = outcome(registry, policy, limit, "passed");
    refused = outcome(registry, policy, limit, "refused");
    wouldRefuse = outcome(registry, policy, limit, "would_refuse");
    failedOver =
        Counter.builder("sluice.limit.store.failures")
            .description("Requests for which the policy's onStoreFailure decided")
            .tags("policy", policy, "limit", limit)
            .register(registry);
    unpriced =
        Counter.builder("sluice.limit.cost.failures")
            .description(
                "Requests for which the expression of the cost failed: refused, or, where the"
                    + " response was to say it, counted as 1")
            .tags("policy", policy, "limit", limit)
            .register(registry);
  }

  /** Drops the series, lest they pile up where policies come and go. */
  void remove(MeterRegistry registry) {
    for (Counter each : List.of(passed, refused, wouldRefuse, failedOver, unpriced)) {
      registry.remove(each);
    }
  }

  private static Counter outcome(MeterRegistry registry, String policy, String limit, String word) {
    return Counter.builder("sluice.limit.requests")
        .description("Requests that a limit was asked about; would_refuse: of a dry run")
        .tags("policy", policy, "limit", limit, "outcome", word)
        .register(registry);
  }
}

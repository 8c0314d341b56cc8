package dev.sluice.dataplane.main;

import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.Limit.Bound;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.match.RequestMatch;
import java.util.List;

/** Policies, as tests write them down. */
record Limited(LimitPolicy policy) {
  static final LimitPolicy.Refusal PLAIN = new LimitPolicy.Refusal(429, "", "");

  static Limited of(String id, Limit... limits) {
    return new Limited(
        new LimitPolicy(
            id,
            1,
            LimitPolicy.Scope.LOCAL,
            LimitPolicy.Counting.EXACT,
            List.of(limits),
            LimitPolicy.OnStoreFailure.LOCAL,
            LimitPolicy.LimitHeaders.DRAFT,
            PLAIN,
            false));
  }

  static Limit limit(String name, Bound bound, LimitKey... key) {
    return new Limit(name, bound, List.of(key), null, LimitCost.ONE, null);
  }

  static Bound perMinute(long requests, long burst) {
    return new Bound.Rate(requests, 60_000, burst);
  }

  static Limit when(Limit limit, RequestMatch match) {
    return new Limit(limit.name(), limit.bound(), limit.key(), match, limit.cost(), limit.tiers());
  }

  static Limit costs(Limit limit, LimitCost cost) {
    return new Limit(limit.name(), limit.bound(), limit.key(), limit.when(), cost, limit.tiers());
  }

  static Limit tiers(Limit limit, String header, Limit.Tier... tiers) {
    return new Limit(
        limit.name(),
        limit.bound(),
        limit.key(),
        limit.when(),
        limit.cost(),
        new Limit.Tiers(header, List.of(tiers)));
  }

  Limited global(LimitPolicy.Counting counting, LimitPolicy.OnStoreFailure then) {
    return with(LimitPolicy.Scope.GLOBAL, counting, then, policy.headers(), PLAIN, policy.dryRun());
  }

  Limited dryRun() {
    return with(
        policy.scope(),
        policy.counting(),
        policy.onStoreFailure(),
        policy.headers(),
        policy.response(),
        true);
  }

  Limited headers(LimitPolicy.LimitHeaders headers) {
    return with(
        policy.scope(),
        policy.counting(),
        policy.onStoreFailure(),
        headers,
        policy.response(),
        policy.dryRun());
  }

  Limited answering(int status, String body, String contentType) {
    return with(
        policy.scope(),
        policy.counting(),
        policy.onStoreFailure(),
        policy.headers(),
        new LimitPolicy.Refusal(status, body, contentType),
        policy.dryRun());
  }

  private Limited with(
      LimitPolicy.Scope scope,
      LimitPolicy.Counting counting,
      LimitPolicy.OnStoreFailure then,
      LimitPolicy.LimitHeaders headers,
      LimitPolicy.Refusal response,
      boolean dryRun) {
    return new Limited(
        new LimitPolicy(
            policy.id(),
            policy.generation(),
            scope,
            counting,
            policy.limits(),
            then,
            headers,
            response,
            dryRun));
  }

  static RateLimit filter(Limited... policies) {
    return filter(Phase.LIMIT, policies);
  }

  static RateLimit filter(Phase phase, Limited... policies) {
    return new RateLimit(phase, java.util.Arrays.stream(policies).map(Limited::policy).toList());
  }
}

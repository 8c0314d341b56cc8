package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.RateLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the requests of a rule to its policies, in one phase. */
final class RateLimitFilter implements Filter {
  private static final Logger LOG = LoggerFactory.getLogger(RateLimitFilter.class);

  private final RateLimits all;
  private final ActiveLimit[] limits;

  RateLimitFilter(RateLimit config, RateLimits all) {
    this.all = all;
    limits =
        config.policies().stream()
            .flatMap(policy -> policy.limits().stream().map(l -> new ActiveLimit(policy, l, all)))
            .toArray(ActiveLimit[]::new);
    for (LimitPolicy policy : config.policies()) {
      if (policy.scope() == LimitPolicy.Scope.GLOBAL && all.shared() == SharedCounts.NONE) {
        LOG.warn(
            "policy {} counts for the whole fleet, but no store is configured: {} holds",
            policy.id(),
            policy.onStoreFailure());
      }
    }
  }

  @Override
  public Verdict request(Exchange exchange) {
    Check check = new Check(all, limits.length);
    long now = all.now();
    int shares = all.shares();
    for (ActiveLimit limit : limits) {
      if (limit.applies(exchange)) {
        check.add(new Passage(limit, exchange, all, shares, now));
      }
    }
    return check.empty() ? Verdict.PASS : check.request(exchange);
  }

  @Override
  public void response(Exchange exchange, ResponseHead head) {
    if (exchange.kept() instanceof Check check) {
      check.response(head);
    }
  }
}

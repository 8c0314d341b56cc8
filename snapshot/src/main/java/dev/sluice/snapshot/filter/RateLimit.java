package dev.sluice.snapshot.filter;

import java.util.List;

/**
 * The policies that a rule's requests are held to, in one phase; a rule has at most one of these
 * for each phase. All of them are checked and the strictest answer is given; between equals, the
 * first in the list.
 *
 * @param phase {@link Phase#LIMIT_BEFORE_AUTHENTICATION} or {@link Phase#LIMIT}
 * @param policies never empty; in order of precedence, then age
 */
public record RateLimit(Phase phase, List<LimitPolicy> policies) implements FilterConfig {
  public RateLimit {
    policies = List.copyOf(policies);
    if (phase != Phase.LIMIT_BEFORE_AUTHENTICATION && phase != Phase.LIMIT) {
      throw new IllegalArgumentException("not a phase of limits: " + phase);
    }
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("no policy");
    }
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.rateLimit(this);
  }
}

package dev.sluice.operator.compile;

import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.ratelimit.CompiledPolicy;
import dev.sluice.operator.compile.filter.ratelimit.RateLimitCompiler;
import dev.sluice.snapshot.filter.FilterConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policies that target one rule, and what becomes of them.
 *
 * @param outcomes where that is written
 */
record RuleLimits(List<RouteLimits.Claim> claims, List<LimitOutcome> outcomes) {

  /** The rule's filters; a policy that protects it and cannot be used is a problem. */
  List<FilterConfig> filters(Place rule, Captured captured, List<Problem> problems) {
    List<CompiledPolicy> hold = new ArrayList<>();
    for (RouteLimits.Claim claim : claims) {
      CompiledPolicy policy = claim.policy();
      if (claim.overriddenBy() != null) {
        outcome(
            rule,
            policy,
            LimitOutcome.Fate.OVERRIDDEN,
            "overridden by " + claim.overriddenBy().policy().id());
        continue;
      }
      hold.add(policy);
      @Nullable String why = RateLimitCompiler.unresolved(policy, captured);
      if (why == null) {
        outcome(rule, policy, LimitOutcome.Fate.HOLDS, "");
      } else {
        outcome(
            rule,
            policy,
            LimitOutcome.Fate.UNUSABLE,
            why + (policy.dryRun() ? "" : "; the rule answers 500"));
      }
    }
    return RateLimitCompiler.compile(rule, hold, captured, problems);
  }

  private void outcome(Place rule, CompiledPolicy policy, LimitOutcome.Fate fate, String why) {
    outcomes.add(new LimitOutcome(policy.policy().id(), rule.rule(), fate, why));
  }
}

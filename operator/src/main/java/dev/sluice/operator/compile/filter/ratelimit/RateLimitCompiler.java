package dev.sluice.operator.compile.filter.ratelimit;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.RateLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The limits of one rule. */
public final class RateLimitCompiler {
  private RateLimitCompiler() {}

  /**
   * One filter for each phase that has a policy.
   *
   * @param policies those that hold for the rule, in order
   * @param problems of a policy that protects the rule and cannot be used: the rule must answer 500
   */
  public static List<FilterConfig> compile(
      Place rule, List<CompiledPolicy> policies, Captured captured, List<Problem> problems) {
    List<FilterConfig> filters = new ArrayList<>();
    for (Phase phase : List.of(Phase.LIMIT_BEFORE_AUTHENTICATION, Phase.LIMIT)) {
      List<LimitPolicy> usable = new ArrayList<>();
      for (CompiledPolicy policy : policies) {
        if (policy.phase() == phase) {
          @Nullable String why = unresolved(policy, captured);
          if (why == null && policy.limits() != null) {
            usable.add(policy.limits());
          } else if (!policy.dryRun()) {
            problems.add(
                rule.problem(
                    Problem.Reason.INVALID_POLICY,
                    "RateLimitPolicy " + policy.policy().id() + ": " + why));
          }
        }
      }
      if (!usable.isEmpty()) {
        filters.add(new RateLimit(phase, usable));
      }
    }
    return filters;
  }

  /** Why a policy cannot be used for a rule; null: it can. */
  public static @Nullable String unresolved(CompiledPolicy policy, Captured captured) {
    if (policy.limits() == null) {
      Problem first = policy.problems().get(0);
      return first.field() + ": " + first.message();
    }
    for (String name : new TreeSet<>(policy.captures())) {
      if (!captured.names().contains(name)) {
        return "its key needs the capture "
            + name
            + ", which not every match has; write path: {template: /.../{"
            + name
            + "}} in every match of the rule";
      }
    }
    return null;
  }
}

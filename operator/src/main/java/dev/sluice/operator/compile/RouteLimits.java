package dev.sluice.operator.compile;

import dev.sluice.operator.compile.filter.ratelimit.CompiledPolicy;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.filter.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policies that target one route, each list the oldest first.
 *
 * @param overrides hold for every rule, besides what the tenants wrote
 * @param byRule what targets single rules, by the rule's name
 */
record RouteLimits(
    List<CompiledPolicy> overrides,
    Map<String, List<CompiledPolicy>> byRule,
    List<CompiledPolicy> byRoute,
    List<CompiledPolicy> defaults) {
  static final RouteLimits NONE = new RouteLimits(List.of(), Map.of(), List.of(), List.of());

  RouteLimits {
    overrides = List.copyOf(overrides);
    byRule = Map.copyOf(byRule);
    byRoute = List.copyOf(byRoute);
    defaults = List.copyOf(defaults);
  }

  /** All of them. */
  Set<PolicyId> policies() {
    if (this == NONE) {
      return Set.of();
    }
    Set<PolicyId> all = new HashSet<>();
    Stream.of(overrides, byRoute, defaults)
        .flatMap(List::stream)
        .forEach(p -> all.add(p.policy().id()));
    byRule.values().forEach(of -> of.forEach(p -> all.add(p.policy().id())));
    return all;
  }

  /**
   * A policy that targets a rule.
   *
   * @param overriddenBy the one that holds in its place; null: it holds
   */
  record Claim(CompiledPolicy policy, @Nullable CompiledPolicy overriddenBy) {}

  /**
   * What targets one rule, in order of precedence: the rule's own policies stand in place of the
   * route's, and any of them in place of the admin's defaults, in each phase apart. One that is on
   * trial takes nobody's place.
   */
  List<Claim> of(String rule) {
    if (this == NONE) {
      return List.of();
    }
    List<Claim> claims = new ArrayList<>();
    overrides.forEach(p -> claims.add(new Claim(p, null)));
    for (Phase phase : List.of(Phase.LIMIT_BEFORE_AUTHENTICATION, Phase.LIMIT)) {
      @Nullable CompiledPolicy winner = null;
      Set<CompiledPolicy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (List<CompiledPolicy> level :
          List.of(byRule.getOrDefault(rule, List.of()), byRoute, defaults)) {
        @Nullable CompiledPolicy first = winner;
        for (CompiledPolicy policy : level) {
          if (policy.phase() == phase && seen.add(policy)) {
            claims.add(new Claim(policy, winner));
            first = first == null && !policy.dryRun() ? policy : first;
          }
        }
        winner = first;
      }
    }
    return claims;
  }
}

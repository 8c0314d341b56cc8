package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.TargetRefSpec;
import dev.sluice.operator.compile.filter.ratelimit.CompiledPolicy;
import dev.sluice.operator.compile.filter.ratelimit.PolicyCompiler;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.RouteId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which policies target which route; each policy is compiled once, whatever it targets. */
final class Attachments {
  private static final Comparator<CompiledPolicy> BY_AGE =
      Comparator.comparingLong((CompiledPolicy p) -> p.policy().createdMillis())
          .thenComparing(p -> p.policy().id());

  static final Attachments NONE = new Attachments(Map.of(), "");

  private final Map<PolicyId, CompiledPolicy> policies;
  private final String adminNamespace;
  private final Map<RouteId, List<CompiledPolicy>> byName = new HashMap<>();
  private final Map<String, List<CompiledPolicy>> bySelector = new HashMap<>();
  private final List<CompiledPolicy> overrides = new ArrayList<>();
  private final List<CompiledPolicy> defaults = new ArrayList<>();

  private Attachments(Map<PolicyId, CompiledPolicy> policies, String adminNamespace) {
    this.policies = policies;
    this.adminNamespace = adminNamespace;
    policies.values().stream().sorted(BY_AGE).forEach(this::file);
  }

  /** The attachments of before where no policy changed. */
  static Attachments of(Inputs inputs, @Nullable Memory before) {
    if (before != null
        && before.inputs().fleet().equals(inputs.fleet())
        && before.inputs().policies().equals(inputs.policies())) {
      return before.attachments();
    }
    if (inputs.policies().isEmpty()) {
      return NONE;
    }
    Map<PolicyId, CompiledPolicy> compiled = new HashMap<>();
    inputs
        .policies()
        .forEach(
            (id, policy) -> {
              @Nullable CompiledPolicy old =
                  before == null ? null : before.attachments().policies.get(id);
              compiled.put(
                  id,
                  old != null && old.policy().equals(policy)
                      ? old
                      : PolicyCompiler.compile(policy));
            });
    return new Attachments(compiled, inputs.fleet().adminNamespace());
  }

  Map<PolicyId, CompiledPolicy> policies() {
    return policies;
  }

  /** Whether a policy may say precedence. */
  boolean admins(WatchedPolicy policy) {
    return policy.id().namespace().equals(adminNamespace);
  }

  private void file(CompiledPolicy policy) {
    String namespace = policy.policy().id().namespace();
    RateLimitPolicySpec spec = policy.policy().spec();
    for (TargetRefSpec ref : spec.targetRefs()) {
      if (ref.name() != null && !ref.name().isEmpty()) {
        List<CompiledPolicy> of =
            byName.computeIfAbsent(new RouteId(namespace, ref.name()), id -> new ArrayList<>());
        if (!of.contains(policy)) {
          of.add(policy);
        }
      }
    }
    if (spec.selector() != null && !spec.selector().matchLabels().isEmpty()) {
      bySelector.computeIfAbsent(namespace, n -> new ArrayList<>()).add(policy);
    }
    if (spec.precedence() != null && admins(policy.policy())) {
      (spec.precedence().equals("Override") ? overrides : defaults).add(policy);
    }
  }

  /** Those that name a route. */
  List<CompiledPolicy> naming(RouteId route) {
    return byName.getOrDefault(route, List.of());
  }

  /** What targets a route. */
  RouteLimits of(WatchedRoute route) {
    List<CompiledPolicy> named = byName.getOrDefault(route.id(), List.of());
    List<CompiledPolicy> selecting = bySelector.getOrDefault(route.id().namespace(), List.of());
    if (named.isEmpty() && selecting.isEmpty() && overrides.isEmpty() && defaults.isEmpty()) {
      return RouteLimits.NONE;
    }
    Map<String, List<CompiledPolicy>> byRule = new HashMap<>();
    List<CompiledPolicy> byRoute = new ArrayList<>();
    for (CompiledPolicy policy : named) {
      for (TargetRefSpec ref : policy.policy().spec().targetRefs()) {
        if (route.id().name().equals(ref.name())) {
          List<CompiledPolicy> level =
              ref.sectionName() == null
                  ? byRoute
                  : byRule.computeIfAbsent(ref.sectionName(), n -> new ArrayList<>());
          if (!level.contains(policy)) {
            level.add(policy);
          }
        }
      }
    }
    for (CompiledPolicy policy : selecting) {
      if (selects(policy, route)) {
        byRoute.add(policy);
      }
    }
    byRoute.sort(BY_AGE);
    return new RouteLimits(overrides, byRule, byRoute, defaults);
  }

  private static boolean selects(CompiledPolicy policy, WatchedRoute route) {
    var selector = policy.policy().spec().selector();
    return selector != null
        && route.labels().entrySet().containsAll(selector.matchLabels().entrySet());
  }
}

package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.TargetRefSpec;
import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.operator.compile.PolicyReport.Fate;
import dev.sluice.operator.compile.PolicyReport.Target;
import dev.sluice.operator.compile.filter.ratelimit.CompiledPolicy;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What status says of each policy, from what became of it on the rules that it targets. */
final class PolicyReports {
  /** What status has room for. */
  private static final int TARGETS = 32;

  /** More would be a wall of text in {@code kubectl describe}. */
  private static final int SHOWN = 3;

  private final FleetSettings fleet;
  private final Attachments attachments;
  private final Totals totals;

  private PolicyReports(FleetSettings fleet, Attachments attachments, Totals totals) {
    this.fleet = fleet;
    this.attachments = attachments;
    this.totals = totals;
  }

  /**
   * One for every policy.
   *
   * @param changed the routes that may have become something else since
   */
  static PersistentMap<PolicyId, PolicyReport> of(
      Memory before,
      FleetSettings fleet,
      Attachments attachments,
      Totals totals,
      Set<RouteId> changed) {
    PolicyReports all = new PolicyReports(fleet, attachments, totals);
    if (before.attachments() != attachments
        || !before.totals().fleets().keys().equals(totals.fleets().keys())) {
      PersistentMap<PolicyId, PolicyReport> reports = PersistentMap.of();
      for (PolicyId id : attachments.policies().keySet()) {
        reports = all.report(id, reports);
      }
      return reports;
    }
    PersistentMap<PolicyId, PolicyReport> reports = before.policies();
    if (!attachments.policies().isEmpty()) {
      Set<PolicyId> touched = new HashSet<>();
      for (RouteId route : changed) {
        touched.addAll(targeting(before.totals(), route));
        touched.addAll(targeting(totals, route));
        attachments.naming(route).forEach(policy -> touched.add(policy.policy().id()));
      }
      for (PolicyId id : touched) {
        reports = all.report(id, reports);
      }
    }
    return reports;
  }

  private static Set<PolicyId> targeting(Totals totals, RouteId route) {
    @Nullable Remembered remembered = totals.routes().get(route);
    return remembered == null ? Set.of() : remembered.limits().policies();
  }

  private PersistentMap<PolicyId, PolicyReport> report(
      PolicyId id, PersistentMap<PolicyId, PolicyReport> reports) {
    @Nullable CompiledPolicy policy = attachments.policies().get(id);
    return policy == null ? reports : reports.with(id, report(id, policy));
  }

  private PolicyReport report(PolicyId id, CompiledPolicy policy) {
    Map<RouteId, List<LimitOutcome>> on = new TreeMap<>();
    for (RouteId route : totals.targeted().of(id)) {
      List<LimitOutcome> rules =
          Objects.requireNonNull(totals.routes().get(route)).compiled().limits().stream()
              .filter(outcome -> outcome.policy().equals(id))
              .toList();
      if (!rules.isEmpty()) {
        on.put(route, rules);
      }
    }
    List<Target> targets = new ArrayList<>();
    Set<RouteId> carriers = new HashSet<>();
    on.keySet().stream().filter(route -> carries(route, id)).forEach(carriers::add);
    List<TargetRefSpec> refs = policy.policy().spec().targetRefs();
    refs.forEach(ref -> targets.add(named(id, ref, on, carriers)));
    if (refs.isEmpty()) {
      on.forEach((route, rules) -> targets.add(target(route, null, rules, carriers)));
    }
    targets.sort(
        Comparator.comparing(Target::fate)
            .thenComparing(Target::route)
            .thenComparing(t -> Objects.requireNonNullElse(t.rule(), "")));
    return new PolicyReport(
        policy.policy().uid(),
        policy.policy().generation(),
        fleets(id),
        accepted(policy, targets),
        attached(policy.policy().spec(), on.size()),
        targets.subList(0, Math.min(TARGETS, targets.size())),
        policy.limits(),
        carriers,
        policy.problems());
  }

  /** Whether the snapshot's entry has it: a rule that is broken otherwise holds no limit. */
  private boolean carries(RouteId id, PolicyId policy) {
    @Nullable Route entry = totals.served().get(id);
    String name = policy.toString();
    return entry != null
        && entry.rules().stream()
            .flatMap(rule -> rule.filters().stream())
            .anyMatch(
                filter ->
                    filter instanceof RateLimit limit
                        && limit.policies().stream().anyMatch(p -> p.id().equals(name)));
  }

  private boolean served(RouteId route) {
    return totals.served().containsKey(route);
  }

  private List<String> fleets(PolicyId id) {
    Set<String> named = new TreeSet<>();
    for (RouteId route : totals.targeted().of(id)) {
      named.addAll(Objects.requireNonNull(totals.routes().get(route)).route().fleets());
    }
    return List.copyOf(named.isEmpty() ? new TreeSet<>(totals.fleets().keys()) : named);
  }

  private Target named(
      PolicyId id, TargetRefSpec ref, Map<RouteId, List<LimitOutcome>> on, Set<RouteId> carriers) {
    String name = ref.name() == null || ref.name().isEmpty() ? "?" : ref.name();
    RouteId route = new RouteId(id.namespace(), name);
    @Nullable Remembered remembered = totals.routes().get(route);
    @Nullable String rule = ref.sectionName();
    if (remembered == null) {
      return new Target(
          route, rule, Fate.TARGET_NOT_FOUND, "ApiRoute " + route + " does not exist");
    }
    if (rule != null
        && remembered.route().spec().rules().stream().map(RuleSpec::name).noneMatch(rule::equals)) {
      return new Target(
          route, rule, Fate.TARGET_NOT_FOUND, "ApiRoute " + route + " has no rule " + rule);
    }
    List<LimitOutcome> rules =
        on.getOrDefault(route, List.of()).stream()
            .filter(o -> rule == null || o.rule().equals(rule))
            .toList();
    return target(route, rule, rules, carriers);
  }

  private Target target(
      RouteId route, @Nullable String rule, List<LimitOutcome> rules, Set<RouteId> carriers) {
    @Nullable Remembered remembered = totals.routes().get(route);
    if (remembered != null && remembered.verdict() == null) {
      return new Target(
          route,
          rule,
          Fate.NOT_SERVED,
          "ApiRoute "
              + route
              + " is served by other fleets: "
              + String.join(", ", remembered.route().fleets()));
    }
    if (!served(route) || rules.isEmpty()) {
      return new Target(
          route, rule, Fate.NOT_SERVED, "ApiRoute " + route + " is not served; see its status");
    }
    long holds = rules.stream().filter(o -> o.fate() == LimitOutcome.Fate.HOLDS).count();
    String words =
        holds == rules.size()
            ? holds + (holds == 1 ? " rule" : " rules")
            : holds + " of " + rules.size() + (rules.size() == 1 ? " rule" : " rules");
    String rest =
        rules.stream()
            .filter(o -> o.fate() != LimitOutcome.Fate.HOLDS)
            .limit(SHOWN)
            .map(o -> "; rule " + o.rule() + ": " + o.why())
            .collect(Collectors.joining());
    Fate fate =
        rules.stream().anyMatch(o -> o.fate() == LimitOutcome.Fate.UNUSABLE)
            ? Fate.INVALID
            : holds == 0 ? Fate.OVERRIDDEN : Fate.ATTACHED;
    if (fate == Fate.ATTACHED && !carriers.contains(route)) {
      return new Target(
          route, rule, Fate.NOT_SERVED, "its rules answer 500; see the status of the ApiRoute");
    }
    return new Target(route, rule, fate, words + rest);
  }

  private Condition accepted(CompiledPolicy policy, List<Target> targets) {
    if (!policy.problems().isEmpty()) {
      String words =
          policy.problems().stream()
              .limit(SHOWN)
              .map(p -> p.field() + ": " + p.message())
              .collect(Collectors.joining("; "));
      return new Condition(
          false,
          Fate.INVALID.text(),
          words
              + (policy.dryRun()
                  ? "; it is on trial, and nothing is counted"
                  : "; what it targets answers 500"));
    }
    if (policy.policy().spec().precedence() != null && !attachments.admins(policy.policy())) {
      return new Condition(
          false,
          Problem.Reason.NOT_ALLOWED.text(),
          "precedence is for the namespace of the fleet's admin, "
              + fleet.adminNamespace()
              + "; write targetRefs or selector instead");
    }
    for (Fate fate : List.of(Fate.TARGET_NOT_FOUND, Fate.INVALID)) {
      List<Target> wrong = targets.stream().filter(t -> t.fate() == fate).toList();
      if (!wrong.isEmpty()) {
        String words =
            wrong.stream()
                .limit(SHOWN)
                .map(t -> fate == Fate.INVALID ? t.route() + ": " + t.message() : t.message())
                .collect(Collectors.joining("; "));
        return new Condition(
            false,
            fate.text(),
            words + (wrong.size() < targets.size() ? "; its other targets are limited" : ""));
      }
    }
    int limits = policy.policy().spec().limits().size();
    return new Condition(
        true, "Accepted", limits + (limits == 1 ? " limit" : " limits") + warning(policy));
  }

  private String warning(CompiledPolicy policy) {
    @Nullable LimitPolicy limits = policy.limits();
    if (limits == null || limits.scope() != LimitPolicy.Scope.GLOBAL || fleet.store()) {
      return "";
    }
    return "; the fleet has no Redis (redis in the chart's values), so that onStoreFailure holds: "
        + switch (limits.onStoreFailure()) {
          case LOCAL -> "each data plane enforces its share";
          case ALLOW -> "every request passes";
          case DENY -> "every request is answered 503";
        };
  }

  private static String attached(RateLimitPolicySpec spec, int routes) {
    if (spec.precedence() != null) {
      return "every route";
    }
    if (spec.targetRefs().isEmpty()) {
      return routes == 1 ? "1 route" : routes + " routes";
    }
    TargetRefSpec first = spec.targetRefs().get(0);
    return first.name()
        + (first.sectionName() == null ? "" : "/" + first.sectionName())
        + (spec.targetRefs().size() == 1 ? "" : " + " + (spec.targetRefs().size() - 1));
  }
}

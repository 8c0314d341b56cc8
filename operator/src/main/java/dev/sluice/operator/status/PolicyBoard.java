package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.RateLimitPolicyStatus;
import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.PolicyReport;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.Standing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the status of every policy should be. Unlike Programmed, Enforced is never held back:
 * what a policy targets changes without its generation, and to say that a new target is limited
 * before it is would be a lie. Safe for all threads.
 */
final class PolicyBoard {
  private final DataPlanes dataPlanes;
  private final Supplier<Set<String>> ready;
  private final Clock clock;
  private final Map<PolicyId, PolicyJudgement> told = new ConcurrentHashMap<>();
  private volatile @Nullable Compilation compilation;

  PolicyBoard(DataPlanes dataPlanes, Supplier<Set<String>> ready, Clock clock) {
    this.dataPlanes = dataPlanes;
    this.ready = ready;
    this.clock = clock;
  }

  void compiled(Compilation latest) {
    compilation = latest;
    told.keySet().retainAll(latest.policyReports().keySet());
  }

  void forget() {
    told.clear();
  }

  /** Policies of which something else is true than at the call before. */
  List<PolicyId> changed() {
    @Nullable Compilation latest = compilation;
    if (latest == null || latest.policyReports().isEmpty()) {
      return List.of();
    }
    Set<String> pods = ready.get();
    List<PolicyId> changed = new ArrayList<>();
    latest
        .policyReports()
        .forEach(
            (id, report) -> {
              if (report.ours()) {
                PolicyJudgement now = judge(report, pods);
                if (!now.equals(told.put(id, now))) {
                  changed.add(id);
                }
              }
            });
    return changed;
  }

  /**
   * The status of one object; empty where there is nothing to say: it is not compiled yet, or it
   * targets another fleet's routes.
   *
   * @param previous what is written
   */
  Optional<RateLimitPolicyStatus> desired(
      PolicyId policy, String uid, @Nullable RateLimitPolicyStatus previous) {
    @Nullable Compilation latest = compilation;
    @Nullable PolicyReport report = latest == null ? null : latest.policyReports().get(policy);
    if (report == null
        || !report.ours()
        || !report.uid().equals(uid)
        || othersAdmin(report, previous)) {
      return Optional.empty();
    }
    return Optional.of(next(judge(report, ready.get()), previous));
  }

  /** Another fleet, with an admin's namespace of its own, has said yes to this generation. */
  private static boolean othersAdmin(
      PolicyReport report, @Nullable RateLimitPolicyStatus previous) {
    return previous != null
        && report.accepted().reason().equals("NotAllowed")
        && Objects.equals(previous.observedGeneration(), report.generation())
        && previous.conditions().stream()
            .anyMatch(c -> c.type().equals(Statuses.ACCEPTED) && c.status().equals("True"));
  }

  private PolicyJudgement judge(PolicyReport report, Set<String> pods) {
    Standing standing =
        report.limits() == null
            ? new Standing(Set.of(), pods, Map.of())
            : dataPlanes.enforcing(report.limits(), report.routes(), pods);
    return PolicyJudgement.of(report, standing);
  }

  private RateLimitPolicyStatus next(
      PolicyJudgement judgement, @Nullable RateLimitPolicyStatus previous) {
    var before = previous == null ? null : previous.conditions();
    return new RateLimitPolicyStatus(
        judgement.generation(),
        List.of(
            Statuses.condition(
                Statuses.ACCEPTED,
                judgement.accepted(),
                judgement.generation(),
                before,
                clock.instant()),
            Statuses.condition(
                Statuses.ENFORCED,
                judgement.enforced(),
                judgement.generation(),
                before,
                clock.instant())),
        judgement.attached(),
        judgement.dataPlanes(),
        judgement.targets());
  }
}

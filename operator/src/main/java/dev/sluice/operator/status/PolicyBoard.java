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
    String own = latest.inputs().fleet().fleet();
    List<PolicyId> changed = new ArrayList<>();
    latest
        .policyReports()
        .forEach(
            (id, report) -> {
              if (ours(report, own)) {
                PolicyJudgement now = judge(report, pods);
                if (!now.equals(told.put(id, now))) {
                  changed.add(id);
                }
              } else if (told.remove(id) != null) {
                // What was said of it is to be taken back.
                changed.add(id);
              }
            });
    return changed;
  }

  /**
   * The status of one object; empty where there is nothing to say: it is not compiled yet, or it
   * targets other fleets' routes alone.
   *
   * @param written what is written
   * @param traces whether this fleet wrote some of it
   */
  Optional<Desired<RateLimitPolicyStatus>> desired(
      PolicyId policy, String uid, @Nullable RateLimitPolicyStatus written, boolean traces) {
    @Nullable Compilation latest = compilation;
    @Nullable PolicyReport report = latest == null ? null : latest.policyReports().get(policy);
    if (latest == null || report == null || !report.uid().equals(uid)) {
      return Optional.empty();
    }
    String own = latest.inputs().fleet().fleet();
    if (!ours(report, own)) {
      return traces ? Optional.of(Desired.nothing()) : Optional.empty();
    }
    PolicyJudgement judgement = judge(report, ready.get());
    return Optional.of(
        report.fleets().size() <= 1
            ? PolicyWords.alone(
                judgement, own, written, clock.instant(), !report.fleets().isEmpty())
            : PolicyWords.joint(report.fleets(), own, judgement, written, clock.instant()));
  }

  private static boolean ours(PolicyReport report, String fleet) {
    // Where no route names any fleet, nobody knows who should speak.
    return report.fleets().isEmpty() || report.fleets().contains(fleet);
  }

  private PolicyJudgement judge(PolicyReport report, Set<String> pods) {
    Standing standing =
        report.limits() == null
            ? new Standing(Set.of(), pods, Map.of())
            : dataPlanes.enforcing(report.limits(), report.routes(), pods);
    return PolicyJudgement.of(report, standing);
  }
}

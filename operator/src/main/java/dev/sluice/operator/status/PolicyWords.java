package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.crds.v1alpha1.FleetStatus;
import dev.sluice.crds.v1alpha1.RateLimitPolicyStatus;
import dev.sluice.operator.compile.Condition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One fleet's part in the status of a policy. */
final class PolicyWords {
  private PolicyWords() {}

  /** Of a policy that concerns no other fleet. */
  static Desired<RateLimitPolicyStatus> alone(
      PolicyJudgement judgement,
      String fleet,
      @Nullable RateLimitPolicyStatus written,
      Instant now,
      boolean entitled) {
    @Nullable List<ConditionStatus> before = written == null ? null : written.conditions();
    List<ConditionStatus> conditions =
        conditions(judgement, judgement.accepted(), judgement.enforced(), before, now);
    return new Desired<>(
        new RateLimitPolicyStatus(
            judgement.generation(),
            conditions,
            judgement.attached(),
            judgement.dataPlanes(),
            judgement.targets(),
            List.of()),
        parts(written, fleet, true),
        before,
        conditions,
        entitled,
        null);
  }

  /** Its words, and where it is the first of the fleets, what all of them come to. */
  static Desired<RateLimitPolicyStatus> joint(
      List<String> fleets,
      String fleet,
      PolicyJudgement judgement,
      @Nullable RateLimitPolicyStatus written,
      Instant now) {
    @Nullable FleetStatus previous =
        written == null ? null : JointStatus.find(written.fleets(), fleet);
    @Nullable List<ConditionStatus> said = previous == null ? null : previous.conditions();
    FleetStatus own =
        new FleetStatus(
            fleet,
            judgement.generation(),
            conditions(judgement, judgement.accepted(), judgement.enforced(), said, now),
            judgement.dataPlanes());
    if (!fleets.get(0).equals(fleet)) {
      return new Desired<>(
          new RateLimitPolicyStatus(null, List.of(), null, null, List.of(), List.of(own)),
          parts(written, fleet, false),
          said,
          own.conditions(),
          true,
          null);
    }
    JointStatus joint =
        JointStatus.of(fleets, own, written == null ? null : written.fleets())
            .concerned(judgement.generation());
    @Nullable List<ConditionStatus> before = written == null ? null : written.conditions();
    List<ConditionStatus> conditions =
        conditions(
            judgement,
            joint.condition(Statuses.ACCEPTED, judgement.generation(), false),
            joint.condition(Statuses.ENFORCED, judgement.generation(), true),
            before,
            now);
    return new Desired<>(
        new RateLimitPolicyStatus(
            judgement.generation(),
            conditions,
            judgement.attached(),
            joint.dataPlanes(),
            judgement.targets(),
            List.of(own)),
        parts(written, fleet, true),
        before,
        conditions,
        true,
        null);
  }

  private static List<ConditionStatus> conditions(
      PolicyJudgement judgement,
      Condition accepted,
      Condition enforced,
      @Nullable List<ConditionStatus> before,
      Instant now) {
    return List.of(
        Statuses.condition(Statuses.ACCEPTED, accepted, judgement.generation(), before, now),
        Statuses.condition(Statuses.ENFORCED, enforced, judgement.generation(), before, now));
  }

  private static @Nullable RateLimitPolicyStatus parts(
      @Nullable RateLimitPolicyStatus written, String fleet, boolean sum) {
    if (written == null) {
      return null;
    }
    @Nullable FleetStatus own = JointStatus.find(written.fleets(), fleet);
    List<FleetStatus> fleets = own == null ? List.of() : List.of(own);
    return sum
        ? new RateLimitPolicyStatus(
            written.observedGeneration(),
            written.conditions(),
            written.attached(),
            written.dataPlanes(),
            written.targets(),
            fleets)
        : new RateLimitPolicyStatus(null, List.of(), null, null, List.of(), fleets);
  }
}

package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.TargetStatus;
import dev.sluice.operator.compile.Condition;
import dev.sluice.operator.compile.PolicyReport;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.push.Standing;
import java.util.List;

/**
 * What is true of a policy just now: its status, but for what depends on the status before.
 *
 * @param dataPlanes how many of how many enforce it, as in {@code 4/4}
 */
record PolicyJudgement(
    long generation,
    Condition accepted,
    Condition enforced,
    String attached,
    String dataPlanes,
    List<TargetStatus> targets) {
  PolicyJudgement {
    targets = List.copyOf(targets);
  }

  /**
   * @param standing of the pods with regard to all routes that hold the policy
   */
  static PolicyJudgement of(PolicyReport report, Standing standing) {
    int ready = standing.acked().size() + standing.waiting().size() + standing.rejected().size();
    boolean held = report.limits() != null && !report.routes().isEmpty();
    return new PolicyJudgement(
        report.generation(),
        report.accepted(),
        enforced(report, standing, ready),
        report.attached(),
        (held ? standing.acked().size() : 0) + "/" + ready,
        report.targets().stream()
            .map(
                t ->
                    new TargetStatus(
                        t.route().namespace(),
                        t.route().name(),
                        t.rule(),
                        t.fate().text(),
                        t.message()))
            .toList());
  }

  private static Condition enforced(PolicyReport report, Standing standing, int ready) {
    if (report.limits() == null
        || report.accepted().reason().equals(Problem.Reason.NOT_ALLOWED.text())) {
      return new Condition(false, "NotAccepted", "it counts nothing, for it is not accepted");
    }
    if (report.routes().isEmpty()) {
      boolean overridden =
          report.targets().stream().anyMatch(t -> t.fate() == PolicyReport.Fate.OVERRIDDEN);
      return overridden
          ? new Condition(false, "Overridden", "another policy holds in its place; see targets")
          : new Condition(false, "NoTarget", "it targets no rule that is served");
    }
    if (ready == 0) {
      return new Condition(false, "NoDataPlane", "no data plane is ready");
    }
    long generation = report.generation();
    return standing.programmed()
        ? new Condition(
            true,
            "Enforced",
            Judgement.every(ready, "enforce", generation)
                + (report.limits().dryRun() ? "; a trial (dryRun): nothing is refused" : ""))
        : Judgement.behind(standing, ready, "enforce", generation);
  }
}

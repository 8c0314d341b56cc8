package dev.sluice.operator.status;

import dev.sluice.operator.compile.Condition;
import dev.sluice.operator.compile.RouteReport;
import dev.sluice.operator.push.Standing;
import dev.sluice.snapshot.id.ServicePort;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is true of a route just now: its status, but for what depends on the status before.
 *
 * @param served whether a snapshot holds it
 * @param rejected whether a data plane said that it cannot serve it
 * @param dataPlanes how many of how many serve it, as in {@code 4/4}
 */
record Judgement(
    long generation,
    Condition accepted,
    Condition resolvedRefs,
    Condition programmed,
    boolean served,
    boolean rejected,
    int rules,
    String hostnames,
    String dataPlanes) {
  static final String PENDING = "Pending";
  private static final int NAMED = 3;

  static Judgement of(RouteReport report, Predicate<ServicePort> served, Standing standing) {
    int ready = standing.acked().size() + standing.waiting().size() + standing.rejected().size();
    return new Judgement(
        report.generation(),
        report.accepted(),
        report.resolvedRefs(served),
        programmed(report, standing, ready),
        report.served(),
        report.served() && !standing.rejected().isEmpty(),
        report.rules(),
        report.hostnames(),
        (report.served() ? standing.acked().size() : 0) + "/" + ready);
  }

  /** A snapshot holds it, and some data planes have yet to say what they make of it. */
  boolean waiting() {
    return served && !programmed.status() && programmed.reason().equals(PENDING);
  }

  private static Condition programmed(RouteReport report, Standing standing, int ready) {
    if (!report.served()) {
      return new Condition(
          false,
          report.accepted().status() ? PENDING : "NotAccepted",
          report.accepted().status()
              ? "not in a snapshot yet"
              : "no data plane serves it, for it is not accepted");
    }
    if (ready == 0) {
      return new Condition(false, "NoDataPlane", "no data plane is ready");
    }
    long generation = report.generation();
    return standing.programmed()
        ? new Condition(true, "Programmed", every(ready, "serve", generation))
        : behind(standing, ready, "serve", generation);
  }

  /** That all data planes have a generation. */
  static String every(int ready, String verb, long generation) {
    return ready
        + " of "
        + ready
        + (ready == 1 ? " data plane " + verb + "s" : " data planes " + verb)
        + " generation "
        + generation;
  }

  /**
   * Why not all data planes have a generation: one that refuses it weighs more than one that lags.
   */
  static Condition behind(Standing standing, int ready, String verb, long generation) {
    String count =
        standing.acked().size() + " of " + ready + " " + verb + " generation " + generation + "; ";
    if (!standing.rejected().isEmpty()) {
      Map<String, String> rejected = new TreeMap<>(standing.rejected());
      String words =
          rejected.entrySet().stream()
              .limit(NAMED)
              .map(r -> r.getKey() + ": " + r.getValue())
              .collect(Collectors.joining("; "));
      return new Condition(false, "Rejected", count + words + more(rejected.size()));
    }
    String lagging =
        new TreeSet<>(standing.waiting()).stream().limit(NAMED).collect(Collectors.joining(", "));
    return new Condition(
        false, PENDING, count + "waiting for " + lagging + more(standing.waiting().size()));
  }

  private static String more(int all) {
    return all > NAMED ? " and " + (all - NAMED) + " more" : "";
  }
}

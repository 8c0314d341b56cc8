package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.ServicePort;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What became of one route, for its status.
 *
 * @param uid of the route, empty where it comes from a folder
 * @param generation of the spec that was compiled
 * @param ours whether the route names this fleet; of one that does not, another operator may know
 *     more: its status is only to be written where nobody has
 * @param served whether an entry of the snapshot holds it
 * @param resolvedRefs without what endpoints say; see {@link #resolvedRefs(Predicate)}
 * @param rules how many it has
 * @param hostnames in short, as in {@code shop.example.com + 1}
 * @param backends which rule sends to which Service port
 * @param problems all of them
 */
public record RouteReport(
    String uid,
    long generation,
    boolean ours,
    boolean served,
    Condition accepted,
    Condition resolvedRefs,
    int rules,
    String hostnames,
    List<RuleBackend> backends,
    List<Problem> problems) {
  public RouteReport {
    backends = List.copyOf(backends);
    problems = List.copyOf(problems);
  }

  /** With something more to be said in Accepted, which stays as true as it is. */
  RouteReport with(String words) {
    return new RouteReport(
        uid,
        generation,
        ours,
        served,
        new Condition(accepted.status(), accepted.reason(), accepted.message() + "; " + words),
        resolvedRefs,
        rules,
        hostnames,
        backends,
        problems);
  }

  /** A rule and a Service port that it sends to. */
  public record RuleBackend(String rule, ServicePort port) {}

  /**
   * ResolvedRefs with the endpoints of just now: backends that nobody serves are a warning in it.
   * Endpoints come here, by a predicate, so that their changes compile nothing.
   *
   * @param ready whether a Service port has an endpoint
   */
  public Condition resolvedRefs(Predicate<ServicePort> ready) {
    String warning =
        backends.stream()
            .filter(b -> !ready.test(b.port()))
            .limit(3)
            .map(b -> "rule " + b.rule() + ": " + b.port() + " has no ready endpoint")
            .collect(Collectors.joining("; "));
    if (warning.isEmpty()) {
      return resolvedRefs;
    }
    return resolvedRefs.status()
        ? new Condition(true, "NoReadyEndpoints", warning)
        : new Condition(false, resolvedRefs.reason(), resolvedRefs.message() + "; " + warning);
  }
}

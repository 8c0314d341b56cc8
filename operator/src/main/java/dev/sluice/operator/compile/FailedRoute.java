package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.TlsSpec;
import dev.sluice.operator.compile.match.MatchCompiler;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A route on which the compiler threw. Its version of before serves on; where there is none, its
 * requests are answered 500 and go to no other rule.
 */
final class FailedRoute {
  private FailedRoute() {}

  /**
   * @param before what may go on; null: nothing
   */
  static CompiledRoute compile(
      WatchedRoute route,
      Ownership.Verdict verdict,
      @Nullable CompiledRoute before,
      RuntimeException thrown) {
    List<Problem> problems = new ArrayList<>(verdict.problems());
    if (before != null && before.route() != null) {
      problems.add(
          problem(
              route, thrown, "generation " + before.route().generation() + " stays in service"));
      return new CompiledRoute(
          before.route(),
          before.materials(),
          Reports.of(route, before.route(), verdict, before.report().backends(), problems),
          before.limits());
    }
    problems.add(problem(route, thrown, "its rules answer 500"));
    List<Rule> rules = verdict.served() ? broken(route, thrown) : List.of();
    @Nullable Route entry =
        rules.isEmpty()
            ? null
            : new Route(
                route.id(),
                route.generation(),
                route.createdMillis(),
                verdict.hostnames(),
                tls(route),
                rules);
    return new CompiledRoute(
        entry, List.of(), Reports.of(route, entry, verdict, List.of(), problems), List.of());
  }

  /** Over TLS too it answers 500, rather than leave its requests to a wildcard's route. */
  private static Route.@Nullable Tls tls(WatchedRoute route) {
    TlsSpec spec = route.spec().tls();
    return spec == null || route.spec().hostnames().isEmpty()
        ? null
        : new Route.Tls(
            List.of(),
            false,
            "1.3".equals(spec.minVersion()) ? Route.Tls.Version.TLS_1_3 : null,
            ClientCertificatesCompiler.ofNobody(spec.clientCertificates()));
  }

  private static Problem problem(WatchedRoute route, RuntimeException thrown, String follows) {
    return new Place(route.id(), "", "spec")
        .problem(
            Problem.Reason.INTERNAL_ERROR,
            "Sluice failed on it, which is a bug of Sluice ("
                + thrown
                + "); please report it with the route; "
                + follows);
  }

  private static List<Rule> broken(WatchedRoute route, RuntimeException thrown) {
    List<Rule> rules = new ArrayList<>();
    Place place = new Place(route.id(), "", "spec");
    for (int i = 0; i < route.spec().rules().size(); i++) {
      RuleSpec rule = route.spec().rules().get(i);
      List<RequestMatch> matches = matches(place.in("rules", i), rule);
      if (!matches.isEmpty()) {
        rules.add(
            new Rule(
                Objects.requireNonNullElse(rule.name(), "~" + i),
                matches,
                List.of(),
                new Broken("internal error: " + thrown),
                Timeouts.DEFAULT));
      }
    }
    return rules;
  }

  private static List<RequestMatch> matches(Place place, RuleSpec rule) {
    try {
      return MatchCompiler.compile(place, rule.matches()).value();
    } catch (RuntimeException e) {
      // The matches may be what it threw on: then nothing says which requests are meant.
      return List.of();
    }
  }
}

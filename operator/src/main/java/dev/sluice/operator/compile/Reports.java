package dev.sluice.operator.compile;

import dev.sluice.operator.compile.RouteReport.RuleBackend;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What status says of a route, from what is wrong with it. */
final class Reports {
  /** More would be a wall of text in {@code kubectl describe}. */
  private static final int SHOWN = 3;

  private Reports() {}

  static RouteReport of(
      WatchedRoute route,
      @Nullable Route entry,
      Ownership.Verdict verdict,
      List<RuleBackend> backends,
      List<Problem> problems) {
    Set<String> broken = new HashSet<>();
    if (entry != null) {
      for (Rule rule : entry.rules()) {
        if (rule.action() instanceof Broken) {
          broken.add(rule.name());
        }
      }
    }
    return new RouteReport(
        route.uid(),
        route.generation(),
        true,
        entry != null,
        accepted(route, entry, verdict, broken, problems),
        resolvedRefs(problems),
        route.spec().rules().size(),
        hostnames(route),
        backends,
        problems);
  }

  static RouteReport foreign(WatchedRoute route, Problem problem) {
    return new RouteReport(
        route.uid(),
        route.generation(),
        false,
        false,
        new Condition(false, problem.reason().text(), problem.message()),
        new Condition(true, "ResolvedRefs", "not looked up"),
        route.spec().rules().size(),
        hostnames(route),
        List.of(),
        List.of(problem));
  }

  private static Condition accepted(
      WatchedRoute route,
      @Nullable Route entry,
      Ownership.Verdict verdict,
      Set<String> broken,
      List<Problem> problems) {
    List<Problem> own = about(problems, true);
    int rules = route.spec().rules().size();
    if (own.isEmpty()) {
      return new Condition(true, "Accepted", rules == 1 ? "1 rule" : rules + " rules");
    }
    String rest = "";
    if (entry == null) {
      rest = "; the route is not served";
    } else if (verdict.hostnames().size() < route.spec().hostnames().size()
        && !verdict.problems().isEmpty()) {
      rest = "; its other hostnames are served";
    }
    return condition(false, own, p -> sentence(p) + consequence(p, entry, broken), rest);
  }

  /** Those about the route itself, or those about what it refers to. */
  private static List<Problem> about(List<Problem> problems, boolean route) {
    return problems.isEmpty()
        ? problems
        : problems.stream().filter(p -> p.reason().aboutRoute() == route).toList();
  }

  private static String consequence(Problem p, @Nullable Route entry, Set<String> broken) {
    if (p.rule().isEmpty() || entry == null) {
      return "";
    }
    return broken.contains(p.rule()) ? "; the rule answers 500" : "; the rule is left out";
  }

  private static Condition resolvedRefs(List<Problem> problems) {
    List<Problem> refs = about(problems, false);
    if (refs.isEmpty()) {
      return new Condition(true, "ResolvedRefs", "all references are resolved");
    }
    List<Problem> errors = refs.stream().filter(p -> !p.reason().warning()).toList();
    return condition(errors.isEmpty(), errors.isEmpty() ? refs : errors, Reports::brief, "");
  }

  /** The gravest reason, and the words of the first few. */
  private static Condition condition(
      boolean status, List<Problem> problems, Function<Problem, String> words, String rest) {
    List<Problem> sorted = problems.stream().sorted(Comparator.comparing(Problem::reason)).toList();
    StringBuilder message = new StringBuilder();
    for (Problem p : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      message.append(message.length() == 0 ? "" : "; ").append(words.apply(p));
    }
    if (sorted.size() > SHOWN) {
      message.append("; and ").append(sorted.size() - SHOWN).append(" more");
    }
    return new Condition(status, sorted.get(0).reason().text(), message + rest);
  }

  private static String sentence(Problem p) {
    boolean aboutHosts = p.reason() != Problem.Reason.INVALID;
    return prefix(p) + (aboutHosts ? "" : p.field() + ": ") + p.message();
  }

  private static String brief(Problem p) {
    return prefix(p) + p.message();
  }

  private static String prefix(Problem p) {
    return p.rule().isEmpty() ? "" : "rule " + p.rule() + ": ";
  }

  private static String hostnames(WatchedRoute route) {
    List<String> hostnames = route.spec().hostnames();
    if (hostnames.isEmpty()) {
      return "*";
    }
    return hostnames.get(0) + (hostnames.size() == 1 ? "" : " + " + (hostnames.size() - 1));
  }
}

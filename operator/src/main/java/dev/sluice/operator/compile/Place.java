package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;

/**
 * A place in a spec, for what is wrong there.
 *
 * @param rule empty where no rule is concerned
 * @param field such as {@code spec.rules[2].matches[0]}
 */
public record Place(RouteId route, String rule, String field) {
  public Place in(String name) {
    return new Place(route, rule, field + "." + name);
  }

  public Place in(String name, int index) {
    return in(name + "[" + index + "]");
  }

  /** The same place, seen from one rule. */
  Place of(String ruleName) {
    return new Place(route, ruleName, field);
  }

  public Problem invalid(String message) {
    return problem(Problem.Reason.INVALID, message);
  }

  public Problem problem(Problem.Reason reason, String message) {
    return new Problem(route, rule, field, reason, message);
  }
}

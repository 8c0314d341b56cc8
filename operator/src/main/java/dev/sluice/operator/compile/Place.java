package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;
import org.jspecify.annotations.Nullable;

/**
 * A place in a spec, for what is wrong there. Next to nothing is, so that its name is only put
 * together where somebody asks for it.
 */
public final class Place {
  private static final int NONE = -1;

  private final RouteId route;
  private final String rule;
  private final @Nullable Place within;
  private final String name;
  private final int index;

  /**
   * A place by its whole name.
   *
   * @param rule empty where no rule is concerned
   * @param field such as {@code spec.rules[2].matches[0]}
   */
  public Place(RouteId route, String rule, String field) {
    this(route, rule, null, field, NONE);
  }

  private Place(RouteId route, String rule, @Nullable Place within, String name, int index) {
    this.route = route;
    this.rule = rule;
    this.within = within;
    this.name = name;
    this.index = index;
  }

  public RouteId route() {
    return route;
  }

  /** Empty where no rule is concerned. */
  public String rule() {
    return rule;
  }

  /** Such as {@code spec.rules[2].matches[0]}. */
  public String field() {
    return appendTo(new StringBuilder()).toString();
  }

  private StringBuilder appendTo(StringBuilder field) {
    if (within != null) {
      within.appendTo(field).append('.');
    }
    field.append(name);
    return index == NONE ? field : field.append('[').append(index).append(']');
  }

  public Place in(String part) {
    return new Place(route, rule, this, part, NONE);
  }

  public Place in(String list, int at) {
    return new Place(route, rule, this, list, at);
  }

  /** The same place, seen from one rule. */
  Place of(String ruleName) {
    return new Place(route, ruleName, within, name, index);
  }

  public Problem invalid(String message) {
    return problem(Problem.Reason.INVALID, message);
  }

  public Problem problem(Problem.Reason reason, String message) {
    return new Problem(route, rule, field(), reason, message);
  }
}

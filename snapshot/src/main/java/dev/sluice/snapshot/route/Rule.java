package dev.sluice.snapshot.route;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;

/**
 * One rule of a route, with the route's defaults already applied.
 *
 * @param matches any of these; never empty: a rule without matches has {@code PathMatch.ANY}
 */
public record Rule(
    String name,
    List<RequestMatch> matches,
    List<FilterConfig> filters,
    Action action,
    Timeouts timeouts) {
  public Rule {
    matches = List.copyOf(matches);
    filters = List.copyOf(filters);
    if (matches.isEmpty()) {
      throw new IllegalArgumentException("rule " + name + " has no match");
    }
  }
}

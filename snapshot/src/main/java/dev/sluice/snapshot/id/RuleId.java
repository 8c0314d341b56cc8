package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/**
 * Names one rule of one ApiRoute; state, metrics and policies are keyed by it, never by position.
 */
public record RuleId(RouteId route, String rule) {
  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RuleId o && route.equals(o.route) && rule.equals(o.rule);
  }

  @Override
  public int hashCode() {
    return 31 * route.hashCode() + rule.hashCode();
  }

  @Override
  public String toString() {
    return route + "/" + rule;
  }
}

package dev.sluice.snapshot.id;

/**
 * Names one rule of one ApiRoute; state, metrics and policies are keyed by it, never by position.
 */
public record RuleId(RouteId route, String rule) {
  @Override
  public String toString() {
    return route + "/" + rule;
  }
}

package dev.sluice.snapshot.action;

/**
 * Answers 500: the rule could not be compiled, but it keeps its match, so that its requests never
 * fall through to another rule.
 *
 * @param problem what is wrong, for log and explain; clients are not told
 */
public record Broken(String problem) implements Action {
  @Override
  public <R> R on(Cases<R> cases) {
    return cases.broken(this);
  }
}

package dev.sluice.operator.compile;

import java.util.List;

/** A value, and what was wrong with what it was made of. */
public record Compiled<T>(T value, List<Problem> problems) {
  public Compiled {
    problems = List.copyOf(problems);
  }
}

package dev.sluice.operator.compile.filter.ratelimit;

import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Phase;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy, apart from the rules that it targets.
 *
 * @param limits null where something is wrong with it: then what it protects answers 500
 * @param captures what its keys ask of the path template of each rule
 */
public record CompiledPolicy(
    WatchedPolicy policy,
    Phase phase,
    boolean dryRun,
    @Nullable LimitPolicy limits,
    Set<String> captures,
    List<Problem> problems) {
  public CompiledPolicy {
    captures = Set.copyOf(captures);
    problems = List.copyOf(problems);
  }
}

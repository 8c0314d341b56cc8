package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inputs to what the snapshot and the statuses are made of. */
public final class Compiler {
  private final Clock clock;

  /**
   * @param clock tells which certificates expire soon; nothing else depends on it
   */
  public Compiler(Clock clock) {
    this.clock = clock;
  }

  /**
   * Compiles. Costs in proportion to what changed since the compilation before.
   *
   * @param previous the compilation before; null: the first one. It never changes the result, but
   *     for a certificate that was rotated to an invalid one: then its good pair stays
   */
  public Compilation compile(Inputs inputs, @Nullable Compilation previous) {
    return new Compilation(Map.of(), Map.of(), Set.of(), Map.of(), new Memory(inputs));
  }
}

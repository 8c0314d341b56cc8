package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PersistentMap;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inputs to what the snapshot and the statuses are made of, in these steps: hostnames are given
 * out, policies are attached, the routes that may have become something else are compiled, and what
 * all of them come to is brought up to date.
 */
public final class Compiler {
  private static final PersistentMap<CertificateId, Pair> NO_PAIRS = PersistentMap.of();

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
    Memory before = previous == null ? Memory.of(inputs.fleet(), NO_PAIRS) : previous.memory();
    if (!before.inputs().fleet().equals(inputs.fleet())) {
      before = Memory.of(inputs.fleet(), before.pairs());
    }
    Instant now = clock.instant();
    Ownership ownership = before.ownership().next(before.inputs().routes(), inputs);
    Attachments attachments = Attachments.of(inputs, before);
    Pairs pairs = new Pairs(inputs.secrets(), before.pairs(), now);
    Set<RouteId> changed =
        Changes.since(before, inputs, ownership, attachments, pairs, before.stale(now));
    Totals totals = totals(before, inputs, ownership, attachments, pairs, changed);
    return new Compilation(
        new Memory(
            inputs,
            ownership,
            pairs.checked(),
            before.pairs() == pairs.checked() && !before.stale(now)
                ? before.staleAt()
                : pairs.staleAt(),
            attachments,
            totals,
            PolicyReports.of(before, inputs.fleet(), attachments, totals, changed)));
  }

  private static Totals totals(
      Memory before,
      Inputs inputs,
      Ownership ownership,
      Attachments attachments,
      Pairs pairs,
      Set<RouteId> changed) {
    Lookup.Sources sources = new Lookup.Sources(inputs, pairs);
    Totals totals = new Totals(before.totals());
    for (RouteId id : changed) {
      @Nullable WatchedRoute route = inputs.routes().get(id);
      @Nullable Remembered old = totals.routes().get(id);
      if (route == null) {
        totals.replace(id, null);
      } else {
        Ownership.@Nullable Verdict verdict = ownership.verdicts().get(id);
        RouteLimits limits = attachments.of(route);
        boolean same =
            old != null
                && old.route().equals(route)
                && Objects.equals(old.verdict(), verdict)
                && old.limits().equals(limits)
                && old.found().still(sources);
        if (!same) {
          totals.replace(id, compile(inputs, route, verdict, limits, sources));
        }
      }
      if (old != null) {
        forget(old, totals, pairs);
      }
    }
    return totals;
  }

  /** A pair that nobody uses any more must not outlive its Secret. */
  private static void forget(Remembered old, Totals totals, Pairs pairs) {
    for (CertificateId id : old.found().pairs().keySet()) {
      if (totals.users().of(id).isEmpty()) {
        pairs.forget(id);
      }
    }
  }

  private static Remembered compile(
      Inputs inputs,
      WatchedRoute route,
      Ownership.@Nullable Verdict verdict,
      RouteLimits limits,
      Lookup.Sources sources) {
    Lookup lookup = new Lookup(sources);
    CompiledRoute compiled =
        verdict == null
            ? RouteCompiler.foreign(route, inputs.fleet())
            : RouteCompiler.compile(route, verdict, limits, lookup);
    return new Remembered(route, verdict, limits, lookup.found(), compiled);
  }
}

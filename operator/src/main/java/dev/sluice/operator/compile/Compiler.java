package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inputs to what the snapshot and the statuses are made of, in these steps: hostnames are given
 * out, policies are attached, the routes that may have become something else are compiled, and what
 * all of them come to is brought up to date.
 */
public final class Compiler {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  /** So many routes are worth the threads of all cores. */
  private static final int MANY = 256;

  private final Clock clock;
  private final RouteStep compileRoute;

  /** Compiles one route that the fleet serves. */
  interface RouteStep {
    CompiledRoute compile(
        WatchedRoute route, Ownership.Verdict verdict, RouteLimits limits, Lookup lookup);
  }

  /**
   * @param clock tells which certificates expire soon; nothing else depends on it
   */
  public Compiler(Clock clock) {
    this(clock, RouteCompiler::compile);
  }

  Compiler(Clock clock, RouteStep compileRoute) {
    this.clock = clock;
    this.compileRoute = compileRoute;
  }

  /**
   * Compiles. Costs in proportion to what changed since the compilation before.
   *
   * @param previous the compilation before; null: the first one. It never changes the result, but
   *     for a certificate that was rotated to an invalid one: then its good pair stays
   */
  public Compilation compile(Inputs inputs, @Nullable Compilation previous) {
    Memory before =
        previous == null
            ? Memory.of(inputs.fleet(), PersistentMap.of(), PersistentMap.of())
            : previous.memory();
    if (!before.inputs().fleet().equals(inputs.fleet())) {
      before = Memory.of(inputs.fleet(), before.pairs(), before.trusts());
    }
    Instant now = clock.instant();
    Ownership ownership = before.ownership().next(before.inputs().routes(), inputs);
    Attachments attachments = Attachments.of(inputs, before);
    Pairs pairs = new Pairs(inputs.secrets(), before.pairs(), now);
    Trusts trusts = new Trusts(inputs.authorities(), before.trusts());
    Documents documents = new Documents(inputs.documents(), before.documents());
    Set<RouteId> changed =
        Changes.since(before, inputs, ownership, attachments, pairs, before.stale(now));
    Totals totals =
        totals(before, inputs, ownership, attachments, pairs, trusts, documents, changed);
    return new Compilation(
        new Memory(
            inputs,
            ownership,
            pairs.checked(),
            trusts.checked(),
            documents.checked(),
            before.pairs() == pairs.checked() && !before.stale(now)
                ? before.staleAt()
                : pairs.staleAt(),
            attachments,
            totals,
            PolicyReports.of(before, inputs.fleet(), attachments, totals, changed)));
  }

  private Totals totals(
      Memory before,
      Inputs inputs,
      Ownership ownership,
      Attachments attachments,
      Pairs pairs,
      Trusts trusts,
      Documents documents,
      Set<RouteId> changed) {
    Lookup.Sources sources = new Lookup.Sources(inputs, pairs, trusts, documents);
    List<Remembered> compiled =
        (changed.size() < MANY ? changed.stream() : changed.parallelStream())
            .map(inputs.routes()::get)
            .filter(Objects::nonNull)
            .map(
                route ->
                    compile(
                        inputs,
                        route,
                        ownership.verdicts().get(route.id()),
                        attachments.of(route),
                        sources,
                        before.totals().routes().get(route.id())))
            .toList();
    if (before.totals().routes().isEmpty()) {
      return new Totals(compiled);
    }
    Totals totals = new Totals(before.totals());
    Map<RouteId, Remembered> byId =
        compiled.stream().collect(Collectors.toMap(r -> r.route().id(), r -> r));
    for (RouteId id : changed) {
      @Nullable Remembered now = byId.get(id);
      if (now != totals.routes().get(id)) {
        totals.replace(id, now);
      }
    }
    // Not before all are replaced: what one route no longer uses another may have begun to.
    for (RouteId id : changed) {
      @Nullable Remembered old = before.totals().routes().get(id);
      if (old != null) {
        forget(old, totals, pairs, trusts, documents);
      }
    }
    totals.settle();
    return totals;
  }

  /** What nobody uses any more must not outlive its Secret or ConfigMap. */
  private static void forget(
      Remembered old, Totals totals, Pairs pairs, Trusts trusts, Documents documents) {
    for (CertificateId id : old.found().pairs().keySet()) {
      if (totals.users().of(id).isEmpty()) {
        pairs.forget(id);
      }
    }
    for (AuthorityId id : old.found().trusts().keySet()) {
      if (totals.users().of(CaObject.Name.of(id)).isEmpty()) {
        trusts.forget(id);
      }
    }
    for (CheckedDocument.Name name : old.found().documents().keySet()) {
      if (totals.users().of(name.object()).isEmpty()) {
        documents.forget(name);
      }
    }
  }

  private Remembered compile(
      Inputs inputs,
      WatchedRoute route,
      Ownership.@Nullable Verdict verdict,
      RouteLimits limits,
      Lookup.Sources sources,
      @Nullable Remembered old) {
    boolean sameAround =
        old != null
            && Objects.equals(old.verdict(), verdict)
            && old.limits().equals(limits)
            && old.found().still(sources);
    if (old != null && sameAround && old.route().equals(route)) {
      return old;
    }
    Lookup lookup = new Lookup(sources);
    @Nullable Remembered kept = null;
    CompiledRoute compiled;
    try {
      compiled =
          verdict == null
              ? RouteCompiler.foreign(route, inputs.fleet())
              : compileRoute.compile(route, verdict, limits, lookup);
    } catch (RuntimeException e) {
      // A bug of ours, which one route has found: the others must not pay for it.
      LOG.error("ApiRoute {} cannot be compiled", route.id(), e);
      // Where something else than its spec changed, what was true before may be so no more.
      kept = sameAround ? old : null;
      compiled =
          FailedRoute.compile(
              route, Objects.requireNonNull(verdict), kept == null ? null : kept.compiled(), e);
    }
    // What is kept rests on what was found for it then.
    Lookup.Found found =
        kept == null ? lookup.found() : Lookup.Found.of(kept.found(), lookup.found());
    return new Remembered(route, verdict, limits, found, compiled, Asked.of(compiled.route()));
  }
}

package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Inputs to what the snapshot and the statuses are made of, in these steps: hostnames are given
 * out, policies are attached, each route is compiled or taken over, and what they use is gathered.
 */
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
    @Nullable Memory before = previous == null ? null : previous.memory();
    Map<RouteId, Ownership.Verdict> verdicts = verdicts(inputs, before);
    Pairs pairs =
        new Pairs(inputs.secrets(), before == null ? Map.of() : before.pairs(), clock.instant());
    Attachments attachments = Attachments.of(inputs, before);
    Map<RouteId, Remembered> routes =
        routes(inputs, before, verdicts, attachments, new Lookup.Sources(inputs, pairs));
    return gather(inputs, verdicts, pairs, attachments, routes);
  }

  private static Map<RouteId, Ownership.Verdict> verdicts(Inputs inputs, @Nullable Memory before) {
    if (before == null
        || !before.inputs().fleet().equals(inputs.fleet())
        || before.inputs().routes().size() != inputs.routes().size()) {
      return Ownership.of(inputs);
    }
    for (WatchedRoute route : inputs.routes().values()) {
      @Nullable WatchedRoute old = before.inputs().routes().get(route.id());
      if (old != route && !Ownership.sameClaim(old, route)) {
        return Ownership.of(inputs);
      }
    }
    return before.verdicts();
  }

  private static Map<RouteId, Remembered> routes(
      Inputs inputs,
      @Nullable Memory before,
      Map<RouteId, Ownership.Verdict> verdicts,
      Attachments attachments,
      Lookup.Sources sources) {
    boolean samePolicies = before != null && before.attachments() == attachments;
    boolean sameFleet = before != null && before.inputs().fleet().equals(inputs.fleet());
    boolean sameSources = before != null && sources.same(before.inputs());
    Map<RouteId, Remembered> routes = new HashMap<>(inputs.routes().size() * 2);
    for (WatchedRoute route : inputs.routes().values()) {
      Ownership.@Nullable Verdict verdict = verdicts.get(route.id());
      @Nullable Remembered old =
          before != null && sameFleet ? before.routes().get(route.id()) : null;
      boolean sameRoute = old != null && (old.route() == route || old.route().equals(route));
      RouteLimits limits =
          old != null && sameRoute && samePolicies ? old.limits() : attachments.of(route);
      boolean same =
          old != null
              && sameRoute
              && old.limits().equals(limits)
              && Objects.equals(old.verdict(), verdict)
              && (sameSources || old.found().still(sources));
      routes.put(
          route.id(), same && old != null ? old : compile(inputs, route, verdict, limits, sources));
    }
    return routes;
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

  private static Compilation gather(
      Inputs inputs,
      Map<RouteId, Ownership.Verdict> verdicts,
      Pairs pairs,
      Attachments attachments,
      Map<RouteId, Remembered> remembered) {
    Map<RouteId, Route> routes = new HashMap<>(remembered.size() * 2);
    Map<RouteId, RouteReport> reports = new HashMap<>(remembered.size() * 2);
    Map<CertificateId, Certificate> certificates = new HashMap<>();
    Set<ServicePort> ports = new HashSet<>();
    remembered.forEach(
        (id, r) -> {
          @Nullable Route route = r.compiled().route();
          if (route != null) {
            routes.put(id, route);
          }
          r.compiled().certificates().forEach(c -> certificates.put(c.id(), c));
          r.compiled().report().backends().forEach(b -> ports.add(b.port()));
          reports.put(id, r.compiled().report());
        });
    return new Compilation(
        routes,
        certificates,
        ports,
        reports,
        PolicyReports.of(inputs.fleet(), attachments, remembered),
        new Memory(inputs, verdicts, pairs.checked(), pairs.staleAt(), attachments, remembered));
  }
}

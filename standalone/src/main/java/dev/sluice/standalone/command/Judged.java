package dev.sluice.standalone.command;

import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.compile.Condition;
import dev.sluice.operator.compile.PolicyReport;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.RouteReport;
import dev.sluice.operator.endpoints.ServiceEndpoints;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.standalone.folder.Diagnostic;
import dev.sluice.standalone.folder.Kind;
import dev.sluice.standalone.folder.Manifest;
import dev.sluice.standalone.folder.ManifestKey;
import dev.sluice.standalone.folder.Projected;
import dev.sluice.standalone.folder.Refused;
import dev.sluice.standalone.folder.Shelf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder, compiled: what is served of it, and what status would say.
 *
 * @param rows one for each ApiRoute, by name
 * @param policies one for each RateLimitPolicy, by name
 * @param diagnostics everything that is wrong, with file and line
 */
public record Judged(
    Shelf shelf,
    Compilation compilation,
    RoutingSnapshot snapshot,
    Map<RouteId, Row> rows,
    Map<PolicyId, PolicyRow> policies,
    List<Diagnostic> diagnostics) {
  public Judged {
    diagnostics = diagnostics.stream().sorted().distinct().toList();
  }

  /**
   * What status would say of one route.
   *
   * @param hostnames empty where nothing of it could be read
   * @param resolvedRefs with an empty reason where nothing was looked up
   */
  public record Row(
      String hostnames, int rules, long generation, Condition accepted, Condition resolvedRefs) {}

  /**
   * What status would say of one policy.
   *
   * @param routes that hold it
   */
  public record PolicyRow(String attached, Condition accepted, Set<RouteId> routes) {}

  /**
   * Compiles.
   *
   * @param before null: for the first time
   */
  public static Judged of(Shelf shelf, Compiler compiler, @Nullable Judged before) {
    Projected projected = Projected.of(shelf, FleetSettings.DEFAULT);
    Compilation compilation =
        compiler.compile(projected.inputs(), before == null ? null : before.compilation());
    Map<ServicePort, Endpoints> endpoints = new HashMap<>();
    ServiceEndpoints.all(projected.inputs().services().values(), projected.slices())
        .forEach(e -> endpoints.put(e.id(), e));
    Set<ServicePort> ready = new HashSet<>();
    endpoints.values().stream()
        .filter(e -> !e.endpoints().isEmpty())
        .forEach(e -> ready.add(e.id()));
    Map<RouteId, Row> rows = new TreeMap<>();
    List<Diagnostic> diagnostics = new ArrayList<>(shelf.reading().diagnostics());
    compilation.reports().forEach((id, r) -> rows.put(id, row(shelf, id, r, ready)));
    shelf.reading().refused().forEach((key, r) -> refused(shelf, key, r, rows));
    compilation
        .reports()
        .forEach((id, r) -> r.problems().forEach(p -> diagnostics.add(diagnostic(shelf, id, p))));
    Map<PolicyId, PolicyRow> policies = new TreeMap<>();
    compilation
        .policyReports()
        .forEach(
            (id, r) -> {
              policies.put(id, policyRow(shelf, id, r));
              diagnostics.addAll(policyDiagnostics(shelf, id, r));
            });
    return new Judged(
        shelf, compilation, snapshot(compilation, endpoints), rows, policies, diagnostics);
  }

  private static RoutingSnapshot snapshot(
      Compilation compilation, Map<ServicePort, Endpoints> endpoints) {
    List<Entry> all = new ArrayList<>(compilation.entries().values());
    all.add(new Fleet(1));
    for (ServicePort port : compilation.servicePorts()) {
      all.add(endpoints.getOrDefault(port, new Endpoints(port, List.of())));
    }
    return snapshot(all);
  }

  /** Its snapshot, and one entry more. */
  public RoutingSnapshot with(Entry more) {
    List<Entry> all = new ArrayList<>(snapshot.entries().values());
    all.add(more);
    return snapshot(all);
  }

  private static RoutingSnapshot snapshot(List<Entry> all) {
    Map<EntryKey, Entry> entries = new HashMap<>();
    all.forEach(e -> entries.put(e.key(), e));
    EncodedSnapshot encoded = EncodedSnapshot.of(all.stream().map(EncodedEntry::of).toList());
    return new RoutingSnapshot(encoded.revision(), entries);
  }

  private static Row row(Shelf shelf, RouteId id, RouteReport report, Set<ServicePort> ready) {
    ManifestKey key = key(id);
    Condition accepted = report.accepted();
    if (shelf.stale().contains(key)) {
      accepted =
          new Condition(
              false,
              "Invalid",
              "its file cannot be read; generation " + report.generation() + " stays in service");
    }
    return new Row(
        report.hostnames(),
        report.rules(),
        report.generation(),
        accepted,
        report.resolvedRefs(ready::contains));
  }

  private static PolicyRow policyRow(Shelf shelf, PolicyId id, PolicyReport report) {
    Condition accepted =
        shelf.stale().contains(key(id))
            ? new Condition(
                false,
                "Invalid",
                "its file cannot be read; generation " + report.generation() + " stays in service")
            : report.accepted();
    return new PolicyRow(report.attached(), accepted, report.routes());
  }

  private static List<Diagnostic> policyDiagnostics(Shelf shelf, PolicyId id, PolicyReport report) {
    @Nullable Manifest manifest = shelf.manifests().get(key(id));
    if (manifest == null || report.accepted().status()) {
      return List.of();
    }
    if (report.problems().isEmpty()) {
      return List.of(manifest.diagnostic("spec", report.accepted().message()));
    }
    return report.problems().stream()
        .map(p -> manifest.diagnostic(p.field(), p.message()))
        .toList();
  }

  private static ManifestKey key(PolicyId id) {
    return new ManifestKey(Kind.RATE_LIMIT_POLICY, id.namespace(), id.name());
  }

  private static void refused(
      Shelf shelf, ManifestKey key, Refused refused, Map<RouteId, Row> rows) {
    if (key.kind() != Kind.API_ROUTE) {
      return;
    }
    RouteId id = new RouteId(key.namespace(), key.name());
    @Nullable Row served = rows.get(id);
    String rest =
        served == null
            ? "; the route is not served"
            : "; generation " + served.generation() + " stays in service";
    Condition accepted = new Condition(false, "Invalid", refused.why().get(0) + rest);
    rows.put(
        id,
        served == null
            ? new Row("", 0, shelf.generation(key), accepted, new Condition(false, "", ""))
            : new Row(
                served.hostnames(),
                served.rules(),
                served.generation(),
                accepted,
                served.resolvedRefs()));
  }

  private static Diagnostic diagnostic(Shelf shelf, RouteId id, Problem problem) {
    @Nullable Manifest manifest = shelf.manifests().get(key(id));
    String message = problem.message();
    return manifest == null
        ? new Diagnostic(id.toString(), 0, problem.field(), message)
        : manifest.diagnostic(problem.field(), message);
  }

  private static ManifestKey key(RouteId id) {
    return new ManifestKey(Kind.API_ROUTE, id.namespace(), id.name());
  }

  /** With diagnostics that only a running gateway meets. */
  Judged and(List<Diagnostic> more) {
    List<Diagnostic> all = new ArrayList<>(diagnostics);
    all.addAll(more);
    return new Judged(shelf, compilation, snapshot, rows, policies, all);
  }

  /** Whether status would say Accepted of everything, and every file could be read. */
  public boolean accepted() {
    return shelf.reading().diagnostics().isEmpty()
        && rows.values().stream().allMatch(r -> r.accepted().status())
        && policies.values().stream().allMatch(p -> p.accepted().status());
  }
}

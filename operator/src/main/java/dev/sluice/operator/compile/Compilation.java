package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the inputs of one moment compile to. Immutable; equal parts are the objects of before. */
public final class Compilation {
  private final Map<RouteId, Route> routes;
  private final Map<CertificateId, Certificate> certificates;
  private final Set<ServicePort> servicePorts;
  private final Map<RouteId, RouteReport> reports;
  private final Map<PolicyId, PolicyReport> policyReports;
  private final Memory memory;

  /** Takes the collections over: they must not change any more. */
  Compilation(
      Map<RouteId, Route> routes,
      Map<CertificateId, Certificate> certificates,
      Set<ServicePort> servicePorts,
      Map<RouteId, RouteReport> reports,
      Map<PolicyId, PolicyReport> policyReports,
      Memory memory) {
    this.routes = Collections.unmodifiableMap(routes);
    this.certificates = Map.copyOf(certificates);
    this.servicePorts = Collections.unmodifiableSet(servicePorts);
    this.reports = Collections.unmodifiableMap(reports);
    this.policyReports = Collections.unmodifiableMap(policyReports);
    this.memory = memory;
  }

  /** Those that are served, with rules that answer 500 where something is broken. */
  public Map<RouteId, Route> routes() {
    return routes;
  }

  /** Those that a route uses. */
  public Map<CertificateId, Certificate> certificates() {
    return certificates;
  }

  /** Routes and certificates, as the snapshot takes them. */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(routes.size() + certificates.size());
    entries.addAll(routes.values());
    entries.addAll(certificates.values());
    return entries;
  }

  /** Those that a route sends to: the endpoints that belong into the snapshot. */
  public Set<ServicePort> servicePorts() {
    return servicePorts;
  }

  /** One for every route, served or not. */
  public Map<RouteId, RouteReport> reports() {
    return reports;
  }

  /** Whether time alone has made another of it since: a certificate expires soon, or has. */
  public boolean stale(Instant now) {
    @Nullable Instant at = memory.staleAt();
    return at != null && !now.isBefore(at);
  }

  /** One for every policy. */
  public Map<PolicyId, PolicyReport> policyReports() {
    return policyReports;
  }

  /** What it was compiled from. */
  public Inputs inputs() {
    return memory.inputs();
  }

  Memory memory() {
    return memory;
  }
}

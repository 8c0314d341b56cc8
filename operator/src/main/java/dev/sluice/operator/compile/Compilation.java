package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.time.Instant;

/** What the inputs of one moment compile to. Immutable; equal parts are the objects of before. */
public final class Compilation {
  private final Memory memory;

  Compilation(Memory memory) {
    this.memory = memory;
  }

  /** Those that are served, with rules that answer 500 where something is broken. */
  public PersistentMap<RouteId, Route> routes() {
    return memory.totals().served();
  }

  /**
   * Routes, and the certificates, authorities and documents that they use: what the snapshot takes.
   */
  public PersistentMap<EntryKey, Entry> entries() {
    return memory.totals().entries();
  }

  /** Whether a rule brings clients back to the endpoint that they had. */
  public boolean remembers() {
    return memory.totals().remembers();
  }

  /** Those that a route sends to: the endpoints that belong into the snapshot. */
  public PersistentSet<ServicePort> servicePorts() {
    return memory.totals().ports();
  }

  /** One for every route, served or not. */
  public PersistentMap<RouteId, RouteReport> reports() {
    return memory.totals().reports();
  }

  /** Whether time alone has made another of it since: a certificate expires soon, or has. */
  public boolean stale(Instant now) {
    return memory.stale(now);
  }

  /** One for every policy. */
  public PersistentMap<PolicyId, PolicyReport> policyReports() {
    return memory.policies();
  }

  /** What it was compiled from. */
  public Inputs inputs() {
    return memory.inputs();
  }

  Memory memory() {
    return memory;
  }
}

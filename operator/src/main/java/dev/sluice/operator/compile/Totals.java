package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.operator.compile.RouteReport.RuleBackend;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What all routes come to together, kept up by what each one adds and takes away. Changes until it
 * is part of a compilation, never after.
 */
final class Totals {
  private PersistentMap<RouteId, Remembered> routes = PersistentMap.of();
  private PersistentMap<EntryKey, Entry> entries = PersistentMap.of();
  private PersistentMap<RouteId, Route> served = PersistentMap.of();
  private PersistentMap<RouteId, RouteReport> reports = PersistentMap.of();
  private PersistentSet<ServicePort> ports = PersistentSet.of();

  /** Routes with a rule that brings clients back to the endpoint that they had. */
  private int remembering;

  private Index<ServicePort> senders = Index.empty();
  private Index<EntryKey> secured = Index.empty();
  private Index<PolicyId> targeted = Index.empty();
  private Index<String> fleets = Index.empty();

  /** Routes whose report is not written yet. */
  private final Set<RouteId> replaced = new HashSet<>();

  /** By whatever a route looked up. */
  private Index<Object> users = Index.empty();

  private final Overlaps overlaps;
  private final SharedNames sharedNames;

  Totals() {
    this.overlaps = new Overlaps();
    this.sharedNames = new SharedNames();
  }

  /** Of these routes alone; settled. */
  Totals(List<Remembered> all) {
    int size = all.size();
    // Half of the work, and of nothing else: a core of its own, where there is one.
    CompletableFuture<Overlaps> overlaps = CompletableFuture.supplyAsync(() -> new Overlaps(all));
    Bulk<RouteId, Remembered> routes = new Bulk<>(size);
    Bulk<EntryKey, Entry> entries = new Bulk<>(size);
    Bulk<RouteId, Route> served = new Bulk<>(size);
    Bulk<ServicePort, RouteId> senders = new Bulk<>(2 * size);
    Bulk<EntryKey, RouteId> secured = new Bulk<>(1);
    Bulk<PolicyId, RouteId> targeted = new Bulk<>(1);
    Bulk<String, RouteId> fleets = new Bulk<>(size);
    Bulk<Object, RouteId> users = new Bulk<>(2 * size);
    for (Remembered each : all) {
      RouteId id = each.route().id();
      CompiledRoute compiled = each.compiled();
      routes.add(id, each);
      @Nullable Route entry = compiled.route();
      if (entry != null) {
        served.add(id, entry);
        entries.add(entry.key(), entry);
      }
      for (Entry material : compiled.materials()) {
        secured.add(material.key(), id);
        entries.add(material.key(), material);
      }
      compiled.report().backends().forEach(backend -> senders.add(backend.port(), id));
      each.found().names().forEach(name -> users.add(name, id));
      each.limits().policies().forEach(policy -> targeted.add(policy, id));
      each.route().fleets().forEach(fleet -> fleets.add(fleet, id));
      remembering += remembers(each) ? 1 : 0;
    }
    this.routes = routes.map();
    this.entries = entries.map();
    this.served = served.map();
    this.senders = Index.of(senders);
    this.secured = Index.of(secured);
    this.targeted = Index.of(targeted);
    this.fleets = Index.of(fleets);
    this.users = Index.of(users);
    this.ports = PersistentSet.copyOf(this.senders.keys());
    this.sharedNames = new SharedNames(all);
    this.overlaps = overlaps.join();
    Bulk<RouteId, RouteReport> reports = new Bulk<>(size);
    settleShared();
    replaced.clear();
    all.forEach(each -> reports.add(each.route().id(), report(each)));
    this.reports = reports.map();
  }

  /** A copy that may change. */
  Totals(Totals other) {
    this.routes = other.routes;
    this.entries = other.entries;
    this.served = other.served;
    this.reports = other.reports;
    this.ports = other.ports;
    this.remembering = other.remembering;
    this.senders = other.senders;
    this.secured = other.secured;
    this.targeted = other.targeted;
    this.fleets = other.fleets;
    this.users = other.users;
    this.overlaps = new Overlaps(other.overlaps);
    this.sharedNames = new SharedNames(other.sharedNames);
  }

  PersistentMap<RouteId, Remembered> routes() {
    return routes;
  }

  /** Routes of the snapshot, and what their TLS is made of. */
  PersistentMap<EntryKey, Entry> entries() {
    return entries;
  }

  PersistentMap<RouteId, Route> served() {
    return served;
  }

  PersistentMap<RouteId, RouteReport> reports() {
    return reports;
  }

  /** Those that a route sends to. */
  PersistentSet<ServicePort> ports() {
    return ports;
  }

  /** Whether a rule brings clients back to the endpoint that they had. */
  boolean remembers() {
    return remembering > 0;
  }

  /** The routes that a policy targets, of this fleet or of others. */
  Index<PolicyId> targeted() {
    return targeted;
  }

  /** The routes that name a fleet. */
  Index<String> fleets() {
    return fleets;
  }

  /** The routes that looked something up by its name. */
  Index<Object> users() {
    return users;
  }

  /** Null: the route is gone. */
  void replace(RouteId id, @Nullable Remembered next) {
    @Nullable Remembered old = routes.get(id);
    remembering += (remembers(next) ? 1 : 0) - (remembers(old) ? 1 : 0);
    // The new one first, so that what both have is not taken out in between.
    if (next != null) {
      routes = routes.with(id, next);
      replaced.add(id);
      add(id, next.compiled());
      for (Object name : next.found().names()) {
        users = users.with(name, id);
      }
      for (PolicyId policy : next.limits().policies()) {
        targeted = targeted.with(policy, id);
      }
      for (String fleet : next.route().fleets()) {
        fleets = fleets.with(fleet, id);
      }
    } else {
      routes = routes.without(id);
      reports = reports.without(id);
    }
    if (old != null) {
      remove(id, old, next);
    }
    overlaps.replace(
        id, old == null ? Map.of() : old.asked(), next == null ? Map.of() : next.asked());
    sharedNames.replace(
        id,
        old == null ? null : old.compiled().route(),
        next == null ? null : next.compiled().route());
  }

  /** Reports what was replaced, and what that hides or uncovers. */
  void settle() {
    settleShared();
    for (RouteId id : replaced) {
      @Nullable Remembered route = routes.get(id);
      if (route != null) {
        reports = reports.with(id, report(route));
      }
    }
    replaced.clear();
  }

  private void settleShared() {
    replaced.addAll(overlaps.settle(id -> Objects.requireNonNull(routes.get(id)).asked()));
    replaced.addAll(sharedNames.settle(id -> Objects.requireNonNull(served.get(id))));
  }

  private RouteReport report(Remembered route) {
    int hosts = Math.max(1, route.route().spec().hostnames().size());
    RouteReport report = route.compiled().report();
    RouteId id = route.route().id();
    for (String words : List.of(overlaps.words(id, hosts), sharedNames.words(id, hosts))) {
      report = words.isEmpty() ? report : report.with(words);
    }
    return report;
  }

  private static boolean remembers(@Nullable Remembered route) {
    return route != null && route.compiled().remembers();
  }

  private void add(RouteId id, CompiledRoute route) {
    @Nullable Route entry = route.route();
    if (entry != null) {
      served = served.with(id, entry);
      entries = entries.with(entry.key(), entry);
    }
    for (Entry material : route.materials()) {
      secured = secured.with(material.key(), id);
      entries = entries.with(material.key(), material);
    }
    for (RuleBackend backend : route.report().backends()) {
      senders = senders.with(backend.port(), id);
      ports = ports.with(backend.port());
    }
  }

  private void remove(RouteId id, Remembered old, @Nullable Remembered next) {
    @Nullable CompiledRoute now = next == null ? null : next.compiled();
    CompiledRoute was = old.compiled();
    if (was.route() != null && (now == null || now.route() == null)) {
      served = served.without(id);
      entries = entries.without(was.route().key());
    }
    List<Entry> materials = now == null ? List.of() : now.materials();
    for (Entry material : was.materials()) {
      EntryKey key = material.key();
      if (materials.stream().noneMatch(m -> m.key().equals(key))) {
        secured = secured.without(key, id);
        if (secured.of(key).isEmpty()) {
          entries = entries.without(key);
        }
      }
    }
    List<RuleBackend> backends = now == null ? List.of() : now.report().backends();
    for (RuleBackend backend : was.report().backends()) {
      if (backends.stream().noneMatch(b -> b.port().equals(backend.port()))) {
        senders = senders.without(backend.port(), id);
        if (senders.of(backend.port()).isEmpty()) {
          ports = ports.without(backend.port());
        }
      }
    }
    Set<Object> names = next == null ? Set.of() : next.found().names();
    for (Object name : old.found().names()) {
      if (!names.contains(name)) {
        users = users.without(name, id);
      }
    }
    Set<PolicyId> policies = next == null ? Set.of() : next.limits().policies();
    for (PolicyId policy : old.limits().policies()) {
      if (!policies.contains(policy)) {
        targeted = targeted.without(policy, id);
      }
    }
    List<String> gateways = next == null ? List.of() : next.route().fleets();
    for (String fleet : old.route().fleets()) {
      if (!gateways.contains(fleet)) {
        fleets = fleets.without(fleet, id);
      }
    }
  }
}

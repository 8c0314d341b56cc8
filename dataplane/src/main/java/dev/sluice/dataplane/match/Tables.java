package dev.sluice.dataplane.match;

import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.filter.FilterChain;
import dev.sluice.dataplane.filter.ratelimit.RateLimits;
import dev.sluice.dataplane.filter.validate.Documents;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.RoutingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table in service. It changes in three steps, {@link #prepare}, {@link #swap} and {@link
 * #settle}, and after each of them the caller passes a task through every event loop: so no rule is
 * served before the endpoints that it forwards to, and none loses them while it is served. A
 * request keeps the rule that it found.
 */
public final class Tables {
  private final Upstreams upstreams;
  private final RateLimits limits;
  private final Documents documents;
  private final FilterChain filters;
  private final Telemetry telemetry;
  private volatile RoutingTable<Served> table = RoutingTable.empty();
  private RoutingTable<Served> next = table;
  private volatile boolean configured;
  private List<Route> routes = List.of();
  private boolean rebuilt;

  public Tables(
      Upstreams upstreams,
      RateLimits limits,
      Documents documents,
      FilterChain filters,
      Telemetry telemetry) {
    this.upstreams = upstreams;
    this.limits = limits;
    this.documents = documents;
    this.filters = filters;
    this.telemetry = telemetry;
  }

  /**
   * Builds the next table, and gives the event loops its endpoints. Not on an event loop, and not
   * before the snapshot before is settled.
   *
   * @return what could not be built, and why
   */
  public synchronized Map<EntryKey, String> prepare(RoutingSnapshot snapshot) {
    List<Route> now = new ArrayList<>();
    List<Endpoints> endpoints = new ArrayList<>();
    for (Entry entry : snapshot.entries().values()) {
      if (entry instanceof Route route) {
        now.add(route);
      } else if (entry instanceof Endpoints places) {
        endpoints.add(places);
      }
    }
    limits.fleet(snapshot.entries().get(EntryKey.FLEET) instanceof Fleet f ? f.dataPlanes() : 1);
    // An operator that could not read them just now says nothing: then those of before hold.
    if (snapshot.entries().get(EntryKey.AFFINITY) instanceof AffinityKeys keys) {
      upstreams.affinityKeys(keys.keys());
    }
    Map<EntryKey, String> problems =
        new HashMap<>(upstreams.materials(snapshot.entries().values()));
    upstreams.endpoints(endpoints);
    documents.add(snapshot.entries().values());
    // Endpoints change far more often than routes: then the table stays.
    Plans plans = new Plans(upstreams, filters, telemetry);
    next = RoutingTable.build(table, now, (route, rule) -> serve(plans, route, rule));
    routes = now;
    next.problems().forEach((route, why) -> problems.put(EntryKey.route(route), why));
    return problems;
  }

  /** From now on requests are matched against the table that was prepared: one write. */
  public synchronized void swap() {
    rebuilt = table != next;
    table = next;
    configured = true;
  }

  /**
   * No event loop serves from the table before any more: drops what it alone needed.
   *
   * @return whether the event loops have something to do because of that
   */
  public synchronized boolean settle() {
    limits.retain(routes);
    documents.settle();
    // A route that could not be built may have left rules behind that no table has.
    if (rebuilt && !(table.gone().isEmpty() && table.problems().isEmpty())) {
      telemetry.retain(table.rules());
    }
    rebuilt = false;
    return upstreams.settle();
  }

  private static Served serve(Plans plans, Route route, Rule rule) {
    RulePlan plan = plans.plan(route, rule);
    boolean redirects = route.tls() != null && route.tls().redirect();
    return new Served(plan, redirects ? plans.toHttps(plan) : plan);
  }

  /** Whether there is a snapshot: without one, that no rule matches says nothing. */
  boolean configured() {
    return configured;
  }

  RoutingTable<Served> table() {
    return table;
  }

  /** A matcher for one event loop. */
  public Matcher matcher() {
    return new Matcher(this, telemetry);
  }
}

package dev.sluice.dataplane.match;

import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.table.RoutingTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The table in service. A swap is one write; the caller then passes a task through every event
 * loop, after which none of them serves from an older one. A request keeps the rule that it found.
 */
public final class Tables {
  private final Upstreams upstreams;
  private final Plans plans;
  private final Telemetry telemetry;
  private volatile RoutingTable<Served> table = RoutingTable.empty();
  private List<Route> routes = List.of();

  public Tables(Upstreams upstreams, Telemetry telemetry) {
    this.upstreams = upstreams;
    this.plans = new Plans(upstreams, telemetry);
    this.telemetry = telemetry;
  }

  /**
   * Builds and swaps; not on an event loop, one at a time. Endpoints come first, so that no rule is
   * served before what it forwards to; {@link #settle()} ends what only the table before needed.
   *
   * @return what could not be built, and why
   */
  public synchronized Map<EntryKey, String> apply(RoutingSnapshot snapshot) {
    List<Route> now = new ArrayList<>();
    List<Endpoints> endpoints = new ArrayList<>();
    for (Entry entry : snapshot.entries().values()) {
      if (entry instanceof Route route) {
        now.add(route);
      } else if (entry instanceof Endpoints places) {
        endpoints.add(places);
      }
    }
    now.sort(java.util.Comparator.comparing(Route::id));
    upstreams.endpoints(endpoints);
    // Endpoints change far more often than routes: then the table stays.
    if (!now.equals(routes)) {
      table = RoutingTable.build(table, now, this::serve);
      routes = now;
    }
    Map<EntryKey, String> problems = new HashMap<>();
    table.problems().forEach((route, why) -> problems.put(EntryKey.route(route), why));
    return problems;
  }

  /**
   * No event loop serves from the table before any more.
   *
   * @return whether the event loops have something to do because of that
   */
  public boolean settle() {
    return upstreams.settle();
  }

  private Served serve(Route route, dev.sluice.snapshot.route.Rule rule) {
    RulePlan plan = plans.plan(route, rule);
    boolean redirects = route.tls() != null && route.tls().redirect();
    return new Served(plan, redirects ? plans.toHttps(plan) : plan);
  }

  RoutingTable<Served> table() {
    return table;
  }

  /** A matcher for one event loop. */
  public Matcher matcher() {
    return new Matcher(this, telemetry);
  }
}

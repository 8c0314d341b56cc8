package dev.sluice.dataplane.match;

import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.filter.FilterChain;
import dev.sluice.dataplane.filter.ratelimit.RateLimits;
import dev.sluice.dataplane.filter.validate.Documents;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.delta.Changes;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.AffinityKeys;
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
import java.util.function.BiFunction;

/**
 * The table in service. It changes in three steps, {@link #prepare}, {@link #swap} and {@link
 * #settle}, and after each of them the caller passes a task through every event loop, where that
 * has given them something to do: so no rule is served before the endpoints that it forwards to,
 * and none loses them while it is served. A request keeps the rule that it found.
 */
public final class Tables {
  private static final RoutingSnapshot NOTHING =
      new RoutingSnapshot(new Revision("0".repeat(64)), PersistentMap.of());

  private final Upstreams upstreams;
  private final RateLimits limits;
  private final Documents documents;
  private final FilterChain filters;
  private final Telemetry telemetry;
  private volatile RoutingTable<Served> table = RoutingTable.empty();
  private RoutingTable<Served> next = table;
  private volatile boolean configured;
  private RoutingSnapshot prepared = NOTHING;
  private Map<EntryKey, String> unusable = Map.of();
  private boolean limitsMayGo;
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
   * before the snapshot before is settled. Costs in proportion to what has changed.
   *
   * @param changes what it brings that was not in the snapshot in service
   * @return what could not be built, and why
   */
  public synchronized Map<EntryKey, String> prepare(RoutingSnapshot snapshot, Changes changes) {
    Map<EntryKey, Entry> entries = snapshot.entries();
    prepared = snapshot;
    limits.fleet(entries.get(EntryKey.FLEET) instanceof Fleet f ? f.dataPlanes() : 1);
    // An operator that could not read them just now says nothing: then those of before hold.
    if (entries.get(EntryKey.AFFINITY) instanceof AffinityKeys keys) {
      upstreams.affinityKeys(keys.keys());
    }
    if (changes.materials()) {
      unusable = upstreams.materials(entries.values());
    }
    upstreams.tidy();
    if (changes.whole()) {
      upstreams.endpoints(changes.placed());
    } else {
      upstreams.endpoints(changes.placed(), changes.unnamed());
    }
    if (changes.documents()) {
      documents.add(entries.values());
    }
    // Endpoints change far more often than routes: then the table stays.
    Plans plans = new Plans(upstreams, filters, telemetry);
    BiFunction<Route, Rule, Served> attach = (route, rule) -> serve(plans, route, rule);
    next =
        changes.whole()
            ? RoutingTable.build(table, changes.put(), attach)
            : RoutingTable.build(table, put(changes), changes.removed(), attach);
    limitsMayGo |= changes.limits();
    Map<EntryKey, String> problems = new HashMap<>(unusable);
    next.problems().forEach((route, why) -> problems.put(EntryKey.route(route), why));
    return problems;
  }

  /** Whether the event loops were given something that the next table rests on. */
  public boolean told() {
    return upstreams.told();
  }

  /** What has changed, and what could not be built before: what it lacked may be there now. */
  private List<Route> put(Changes changes) {
    List<Route> put = new ArrayList<>(changes.put());
    for (RouteId failed : table.problems().keySet()) {
      if (prepared.entries().get(EntryKey.route(failed)) instanceof Route route
          && !put.contains(route)) {
        put.add(route);
      }
    }
    return put;
  }

  private <E extends Entry> List<E> all(Class<E> kind) {
    List<E> all = new ArrayList<>();
    prepared
        .entries()
        .forEach(
            (key, entry) -> {
              if (kind.isInstance(entry)) {
                all.add(kind.cast(entry));
              }
            });
    return all;
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
    if (limitsMayGo) {
      limits.retain(all(Route.class));
      limitsMayGo = false;
    }
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

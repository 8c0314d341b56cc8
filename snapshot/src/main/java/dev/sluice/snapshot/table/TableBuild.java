package dev.sluice.snapshot.table;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The way from one table to the next: what did not change is taken over, and only the hosts of what
 * did are made anew. Among thousands of routes, one that is edited costs those of its hosts.
 */
final class TableBuild<T> {
  static final String EVERY_HOST = "*";

  /** So many copies of parts of an index of all hosts cost more than a new one. */
  private static final int MANY = 64;

  private final RoutingTable<T> before;
  private PersistentMap<RouteId, CompiledRoute<T>> routes;
  private final Map<RouteId, String> problems = new HashMap<>();
  private final Set<RuleId> gone = new HashSet<>();

  /** By host, the routes that claim it and did not before, or not as they are. */
  private final Map<String, Set<RouteId>> touched = new HashMap<>();

  private TableBuild(RoutingTable<T> before) {
    this.before = before;
    this.routes = before.routes;
  }

  static <T> RoutingTable<T> build(
      RoutingTable<T> before, Collection<Route> routes, BiFunction<Route, Rule, T> attach) {
    Set<RouteId> removed = new HashSet<>(before.routes.keySet());
    List<Route> changed = new ArrayList<>();
    for (Route route : routes) {
      removed.remove(route.id());
      CompiledRoute<T> old = before.routes.get(route.id());
      if (old == null || !old.route().equals(route)) {
        changed.add(route);
      }
    }
    return build(before, changed, removed, attach);
  }

  static <T> RoutingTable<T> build(
      RoutingTable<T> before,
      Collection<Route> put,
      Collection<RouteId> removed,
      BiFunction<Route, Rule, T> attach) {
    if (put.isEmpty() && removed.isEmpty()) {
      return before;
    }
    TableBuild<T> build = new TableBuild<>(before);
    Bulk<RouteId, CompiledRoute<T>> compiled = new Bulk<>(put.size());
    put.forEach(route -> build.put(route, attach, compiled));
    build.routes = compiled.onto(before.routes);
    removed.forEach(build::remove);
    return build.table();
  }

  private void put(
      Route route, BiFunction<Route, Rule, T> attach, Bulk<RouteId, CompiledRoute<T>> compiled) {
    @Nullable CompiledRoute<T> old = before.routes.get(route.id());
    try {
      compiled.add(route.id(), CompiledRoute.of(route, attach));
      hosts(route).forEach(host -> touch(host, route.id()));
      if (old != null) {
        leave(old.route());
        route.rules().forEach(rule -> gone.remove(new RuleId(route.id(), rule.name())));
      }
    } catch (IllegalArgumentException e) {
      problems.put(route.id(), String.valueOf(e.getMessage()));
    }
  }

  private void remove(RouteId id) {
    @Nullable CompiledRoute<T> old = before.routes.get(id);
    if (old != null) {
      routes = routes.without(id);
      leave(old.route());
    }
  }

  private void leave(Route route) {
    hosts(route).forEach(host -> touch(host, route.id()));
    route.rules().forEach(rule -> gone.add(new RuleId(route.id(), rule.name())));
  }

  private void touch(String host, RouteId route) {
    touched.computeIfAbsent(host, h -> new HashSet<>()).add(route);
  }

  private RoutingTable<T> table() {
    if (before.hosts.isEmpty()) {
      PersistentMap<String, HostTable<T>> hosts = allHosts();
      return new RoutingTable<>(routes, hosts, exact(hosts), wildcards(hosts), problems, gone);
    }
    PersistentMap<String, HostTable<T>> hosts = before.hosts;
    HostIndex<HostTable<T>> exact = before.exact;
    HostIndex<HostTable<T>> wildcards = before.wildcards;
    boolean many = touched.size() > MANY;
    for (String host : touched.keySet()) {
      @Nullable HostTable<T> next = next(host, before.hosts.get(host));
      hosts = next == null ? hosts.without(host) : hosts.with(host, next);
      if (!many && host.startsWith("*.")) {
        wildcards = wildcards.with(host.substring(1), next);
      } else if (!many && !host.equals(EVERY_HOST)) {
        exact = exact.with(host, next);
      }
    }
    return many
        ? new RoutingTable<>(routes, hosts, exact(hosts), wildcards(hosts), problems, gone)
        : new RoutingTable<>(routes, hosts, exact, wildcards, problems, gone);
  }

  /** What a host becomes; null: nobody claims it any more. */
  private @Nullable HostTable<T> next(String host, @Nullable HostTable<T> old) {
    Set<RouteId> ids = new HashSet<>(touched.getOrDefault(host, Set.of()));
    if (old != null) {
      old.routes().forEach(route -> ids.add(route.route().id()));
    }
    List<CompiledRoute<T>> claims = new ArrayList<>();
    for (RouteId id : ids) {
      @Nullable CompiledRoute<T> route = routes.get(id);
      if (route != null && hosts(route.route()).contains(host)) {
        claims.add(route);
      }
    }
    claims.sort(TableBuild::byId);
    if (claims.isEmpty()) {
      return null;
    }
    return old != null && old.madeOf(claims) ? old : new HostTable<>(host, claims);
  }

  private PersistentMap<String, HostTable<T>> allHosts() {
    List<CompiledRoute<T>> sorted = new ArrayList<>(routes.values());
    sorted.sort(TableBuild::byId);
    Map<String, List<CompiledRoute<T>>> byHost = new TreeMap<>();
    for (CompiledRoute<T> route : sorted) {
      for (String host : hosts(route.route())) {
        byHost.computeIfAbsent(host, h -> new ArrayList<>()).add(route);
      }
    }
    Bulk<String, HostTable<T>> made = new Bulk<>(byHost.size());
    byHost.forEach((host, claims) -> made.add(host, new HostTable<>(host, claims)));
    return made.map();
  }

  private static int byId(CompiledRoute<?> one, CompiledRoute<?> other) {
    return one.route().id().compareTo(other.route().id());
  }

  /** What it claims. */
  private static Set<String> hosts(Route route) {
    Set<String> claimed = new LinkedHashSet<>();
    for (Hostname hostname : route.hostnames()) {
      claimed.add(hostname.text());
    }
    return claimed.isEmpty() ? Set.of(EVERY_HOST) : claimed;
  }

  private static <T> HostIndex<HostTable<T>> exact(Map<String, HostTable<T>> hosts) {
    Map<String, HostTable<T>> full = new HashMap<>();
    hosts.forEach(
        (host, table) -> {
          if (!host.startsWith("*.") && !host.equals(EVERY_HOST)) {
            full.put(host, table);
          }
        });
    return HostIndex.of(full);
  }

  /** By what follows the star: {@code .example.com}. */
  private static <T> HostIndex<HostTable<T>> wildcards(Map<String, HostTable<T>> hosts) {
    Map<String, HostTable<T>> suffixes = new HashMap<>();
    hosts.forEach(
        (host, table) -> {
          if (host.startsWith("*.")) {
            suffixes.put(host.substring(1), table);
          }
        });
    return HostIndex.of(suffixes);
  }
}

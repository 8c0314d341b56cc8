package dev.sluice.snapshot.table;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.parts.PartedMap;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
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
  private final PartedMap.Edit<RouteId, CompiledRoute<T>> routes;
  private final Map<RouteId, String> problems = new HashMap<>();
  private final Set<RuleId> gone = new HashSet<>();

  /** By host, the routes that claim it and did not before, or not as they are. */
  private final Map<String, Set<RouteId>> touched = new HashMap<>();

  private TableBuild(RoutingTable<T> before) {
    this.before = before;
    this.routes = before.routes.edit();
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
    put.forEach(route -> build.put(route, attach));
    removed.forEach(build::remove);
    return build.table();
  }

  private void put(Route route, BiFunction<Route, Rule, T> attach) {
    @Nullable CompiledRoute<T> old = before.routes.get(route.id());
    try {
      CompiledRoute<T> now = CompiledRoute.of(route, attach);
      routes.put(route.id(), now);
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
      routes.remove(id);
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
    PartedMap.Edit<String, HostTable<T>> edit = before.hosts.edit();
    PartedMap<RouteId, CompiledRoute<T>> all = routes.done();
    if (before.hosts.isEmpty()) {
      byHost(all).forEach((host, claims) -> edit.put(host, new HostTable<>(host, claims)));
      PartedMap<String, HostTable<T>> hosts = edit.done();
      return new RoutingTable<>(all, hosts, exact(hosts), wildcards(hosts), problems, gone);
    }
    HostIndex<HostTable<T>> exact = before.exact;
    HostIndex<HostTable<T>> wildcards = before.wildcards;
    boolean many = touched.size() > MANY;
    for (String host : touched.keySet()) {
      @Nullable HostTable<T> next = next(host, before.hosts.get(host));
      if (next == null) {
        edit.remove(host);
      } else {
        edit.put(host, next);
      }
      if (!many && host.startsWith("*.")) {
        wildcards = wildcards.with(host.substring(1), next);
      } else if (!many && !host.equals(EVERY_HOST)) {
        exact = exact.with(host, next);
      }
    }
    PartedMap<String, HostTable<T>> hosts = edit.done();
    return many
        ? new RoutingTable<>(all, hosts, exact(hosts), wildcards(hosts), problems, gone)
        : new RoutingTable<>(all, hosts, exact, wildcards, problems, gone);
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
    claims.sort(Comparator.comparing(claim -> claim.route().id()));
    if (claims.isEmpty()) {
      return null;
    }
    return old != null && old.madeOf(claims) ? old : new HostTable<>(host, claims);
  }

  private Map<String, List<CompiledRoute<T>>> byHost(Map<RouteId, CompiledRoute<T>> all) {
    List<CompiledRoute<T>> sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(c -> c.route().id()));
    Map<String, List<CompiledRoute<T>>> byHost = new TreeMap<>();
    for (CompiledRoute<T> route : sorted) {
      for (String host : hosts(route.route())) {
        byHost.computeIfAbsent(host, h -> new ArrayList<>()).add(route);
      }
    }
    return byHost;
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

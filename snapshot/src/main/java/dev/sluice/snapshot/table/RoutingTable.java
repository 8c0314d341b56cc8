package dev.sluice.snapshot.table;

import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.Hostname;
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
 * Finds the rule that serves a request: host, then path, then what else the rules ask. The cost
 * depends on the length of host and path and on the matches that share the path, not on the number
 * of routes. Immutable.
 *
 * <p>The most specific claim on a host wins: the host itself, then the longest wildcard, then the
 * routes without hostnames. Where that host has no match, there is none: no other host is asked.
 *
 * @param <T> what is attached to each rule
 */
public final class RoutingTable<T> {
  private static final String EVERY_HOST = "*";

  private final Map<RouteId, CompiledRoute<T>> routes;
  private final Map<String, HostTable<T>> hosts;
  private final Map<RouteId, String> problems;
  private final ByteTable<HostTable<T>> exact;

  /** By what follows the star: {@code .example.com}. */
  private final ByteTable<HostTable<T>> wildcards;

  private final @Nullable HostTable<T> everyHost;

  private RoutingTable(
      Map<RouteId, CompiledRoute<T>> routes,
      Map<String, HostTable<T>> hosts,
      Map<RouteId, String> problems) {
    this.routes = routes;
    this.hosts = hosts;
    this.problems = Map.copyOf(problems);
    Map<String, HostTable<T>> full = new HashMap<>();
    Map<String, HostTable<T>> suffixes = new HashMap<>();
    hosts.forEach(
        (host, table) -> {
          if (host.startsWith("*.")) {
            suffixes.put(host.substring(1), table);
          } else if (!host.equals(EVERY_HOST)) {
            full.put(host, table);
          }
        });
    exact = ByteTable.of(full);
    wildcards = ByteTable.of(suffixes);
    everyHost = hosts.get(EVERY_HOST);
  }

  public static <T> RoutingTable<T> empty() {
    return new RoutingTable<>(Map.of(), Map.of(), Map.of());
  }

  /**
   * Builds a table; not on an event loop. What did not change since the previous table is taken
   * over from it, attachments included. A route that cannot be built leaves its previous version in
   * service and is named in {@link #problems()}; it holds up no other.
   *
   * @param attach may throw an {@link IllegalArgumentException}, for a person, where it cannot
   *     build a rule
   */
  public static <T> RoutingTable<T> build(
      @Nullable RoutingTable<T> previous,
      Collection<Route> routes,
      BiFunction<Route, Rule, T> attach) {
    RoutingTable<T> before = previous == null ? empty() : previous;
    Map<RouteId, CompiledRoute<T>> compiled = new HashMap<>();
    Map<RouteId, String> problems = new HashMap<>();
    for (Route route : routes) {
      CompiledRoute<T> old = before.routes.get(route.id());
      if (old != null && old.route().equals(route)) {
        compiled.put(route.id(), old);
        continue;
      }
      try {
        compiled.put(route.id(), CompiledRoute.of(route, attach));
      } catch (IllegalArgumentException e) {
        problems.put(route.id(), String.valueOf(e.getMessage()));
        if (old != null) {
          compiled.put(route.id(), old);
        }
      }
    }
    Map<String, HostTable<T>> hosts = new HashMap<>();
    byHost(compiled)
        .forEach(
            (host, claims) -> {
              HostTable<T> old = before.hosts.get(host);
              boolean same = old != null && old.madeOf(claims);
              hosts.put(host, same ? old : new HostTable<>(host, claims));
            });
    return new RoutingTable<>(compiled, hosts, problems);
  }

  private static <T> Map<String, List<CompiledRoute<T>>> byHost(
      Map<RouteId, CompiledRoute<T>> compiled) {
    List<CompiledRoute<T>> sorted = new ArrayList<>(compiled.values());
    sorted.sort(Comparator.comparing(c -> c.route().id()));
    Map<String, List<CompiledRoute<T>>> byHost = new TreeMap<>();
    for (CompiledRoute<T> route : sorted) {
      LinkedHashSet<String> claimed = new LinkedHashSet<>();
      for (Hostname hostname : route.route().hostnames()) {
        claimed.add(hostname.text());
      }
      if (claimed.isEmpty()) {
        claimed.add(EVERY_HOST);
      }
      for (String host : claimed) {
        byHost.computeIfAbsent(host, h -> new ArrayList<>()).add(route);
      }
    }
    return byHost;
  }

  /** Routes that could not be built, and why. */
  public Map<RouteId, String> problems() {
    return problems;
  }

  /** Every rule in the table. */
  public Set<RuleId> rules() {
    Set<RuleId> rules = new HashSet<>();
    for (CompiledRoute<T> route : routes.values()) {
      for (Candidate<T> candidate : route.candidates()) {
        rules.add(candidate.matched().id());
      }
    }
    return rules;
  }

  /** True where a rule serves the request; it is then in {@code out}. */
  public boolean lookup(RequestView request, Lookup<T> out) {
    out.clear();
    HostTable<T> host = host(request);
    if (host == null) {
      return false;
    }
    Candidate<T> winner = host.find(request, out);
    if (winner == null) {
      return false;
    }
    out.found(winner, request);
    return true;
  }

  /**
   * True where the request is a browser's question about another one (a preflight), and the rule
   * that serves that one has an answer to it; the rule is then in {@code out}. So a rule for POST
   * alone answers what browsers ask before they POST, and no rule answers for another. A header
   * that the question announces has whatever value a rule wants. Cookies, which never come with it,
   * are taken to be missing, but where no rule holds without any.
   */
  public boolean preflight(RequestView request, Lookup<T> out) {
    return asked(request, out) != null;
  }

  /** The request that a preflight asks about; null where it is none that a rule answers. */
  private @Nullable RequestView asked(RequestView request, Lookup<T> out) {
    RequestView asked = Preflight.of(request, false);
    if (asked == null) {
      return null;
    }
    if (!lookup(asked, out)) {
      asked = Preflight.of(request, true);
      if (asked == null || !lookup(asked, out)) {
        return null;
      }
    }
    if (out.matched().rule().action() instanceof Broken) {
      // It answers 500 to this too, rather than leave it to another rule.
      return asked;
    }
    for (FilterConfig filter : out.matched().rule().filters()) {
      if (filter.phase() == Phase.CORS) {
        return asked;
      }
    }
    return null;
  }

  /** The most specific claim on the request's host. */
  @Nullable HostTable<T> host(RequestView request) {
    byte[] bytes = request.bytes();
    int start = request.hostStart();
    int end = request.hostEnd();
    int hash = 0;
    HostTable<T> wildcard = null;
    for (int i = end - 1; i >= start; i--) {
      hash = ByteTable.step(hash, bytes[i]);
      if (bytes[i] == '.' && i > start) {
        HostTable<T> longer = wildcards.find(hash, bytes, i, end);
        wildcard = longer != null ? longer : wildcard;
      }
    }
    HostTable<T> full = exact.find(hash, bytes, start, end);
    if (full != null) {
      return full;
    }
    return wildcard != null ? wildcard : everyHost;
  }

  /** Says which rule serves the request, and why no other does. Slow: for people. */
  public Explanation explain(RequestView request) {
    RequestView asked = asked(request, new Lookup<>());
    return Explanation.of(host(request), asked == null ? request : asked);
  }
}

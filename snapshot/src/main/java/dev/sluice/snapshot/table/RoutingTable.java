package dev.sluice.snapshot.table;

import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.ByteTable;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
  final PersistentMap<RouteId, CompiledRoute<T>> routes;
  final PersistentMap<String, HostTable<T>> hosts;
  final HostIndex<HostTable<T>> exact;

  /** By what follows the star: {@code .example.com}. */
  final HostIndex<HostTable<T>> wildcards;

  private final Map<RouteId, String> problems;
  private final Set<RuleId> gone;
  private final @Nullable HostTable<T> everyHost;

  RoutingTable(
      PersistentMap<RouteId, CompiledRoute<T>> routes,
      PersistentMap<String, HostTable<T>> hosts,
      HostIndex<HostTable<T>> exact,
      HostIndex<HostTable<T>> wildcards,
      Map<RouteId, String> problems,
      Set<RuleId> gone) {
    this.routes = routes;
    this.hosts = hosts;
    this.exact = exact;
    this.wildcards = wildcards;
    this.problems = Map.copyOf(problems);
    this.gone = Set.copyOf(gone);
    this.everyHost = hosts.get(TableBuild.EVERY_HOST);
  }

  public static <T> RoutingTable<T> empty() {
    return new RoutingTable<>(
        PersistentMap.of(), PersistentMap.of(), HostIndex.of(), HostIndex.of(), Map.of(), Set.of());
  }

  /**
   * Builds a table; not on an event loop. What did not change since the previous table is taken
   * over from it, attachments included. A route that cannot be built leaves its previous version in
   * service and is named in {@link #problems()}; it holds up no other. Where nothing changed it is
   * the previous table itself.
   *
   * @param attach may throw an {@link IllegalArgumentException}, for a person, where it cannot
   *     build a rule
   */
  public static <T> RoutingTable<T> build(
      @Nullable RoutingTable<T> previous,
      Collection<Route> routes,
      BiFunction<Route, Rule, T> attach) {
    return TableBuild.build(previous == null ? empty() : previous, routes, attach);
  }

  /**
   * The table that follows another one.
   *
   * @param put routes that are new or another, and those that could not be built before
   * @param removed routes that are gone
   * @param attach as above
   */
  public static <T> RoutingTable<T> build(
      RoutingTable<T> previous,
      Collection<Route> put,
      Collection<RouteId> removed,
      BiFunction<Route, Rule, T> attach) {
    return TableBuild.build(previous, put, removed, attach);
  }

  /** Routes that could not be built, and why. */
  public Map<RouteId, String> problems() {
    return problems;
  }

  /** The rules of the table that it was built after which it has no more. */
  public Set<RuleId> gone() {
    return gone;
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

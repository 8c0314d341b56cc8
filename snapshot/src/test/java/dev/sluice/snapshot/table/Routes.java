package dev.sluice.snapshot.table;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.Arrays;
import java.util.List;

/** Routes in few words. */
final class Routes {
  private Routes() {}

  static Route route(String name, String host, Rule... rules) {
    return route(name, 0, host.isEmpty() ? List.of() : List.of(host), rules);
  }

  static Route route(String name, long created, List<String> hosts, Rule... rules) {
    List<Hostname> hostnames = hosts.stream().map(Hostname::new).toList();
    RouteId id = new RouteId("web", name);
    return new Route(id, 1, created, hostnames, null, Arrays.asList(rules));
  }

  static Rule rule(String name, RequestMatch... matches) {
    Respond action = new Respond(200, List.of(), name);
    return new Rule(name, Arrays.asList(matches), List.of(), action, Timeouts.DEFAULT);
  }

  static RequestMatch on(PathMatch path) {
    return new RequestMatch(path, List.of(), List.of(), List.of(), List.of());
  }

  static RequestMatch methods(PathMatch path, String... methods) {
    return new RequestMatch(path, List.of(methods), List.of(), List.of(), List.of());
  }

  static RequestMatch headers(PathMatch path, NamedMatch... headers) {
    return new RequestMatch(path, List.of(), List.of(headers), List.of(), List.of());
  }

  static PathMatch exact(String path) {
    return new PathMatch.Exact(path);
  }

  static PathMatch prefix(String path) {
    return new PathMatch.Prefix(path);
  }

  static PathMatch template(String text) {
    return new PathMatch.Template(PathTemplate.parse(text));
  }

  static PathMatch regex(String pattern) {
    return new PathMatch.Regex(pattern);
  }

  static NamedMatch is(String name, String value) {
    return new NamedMatch(name, new ValueMatch.Exact(value));
  }

  static RoutingTable<String> table(Route... routes) {
    return RoutingTable.build(null, Arrays.asList(routes), (route, rule) -> rule.name());
  }

  /** Name of the rule that takes the request, or {@code -}. */
  static String winner(RoutingTable<String> table, RequestView request) {
    Lookup<String> lookup = new Lookup<>();
    return table.lookup(request, lookup) ? lookup.matched().attachment() : "-";
  }
}

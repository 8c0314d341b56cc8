package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * Constructors of what thousands of entries are made of, called by name: by reflection each takes a
 * process that has just begun a microsecond. The values are in the order of the components.
 */
@NullUnmarked
@SuppressWarnings("unchecked") // a list is of what its component's form has read
final class Makers {
  /** Makes a record. */
  interface Maker {
    Object of(@Nullable Object[] values);
  }

  private static final Map<Class<?>, Maker> MAKERS = new HashMap<>();

  static {
    MAKERS.put(
        Route.class,
        v ->
            new Route(
                (RouteId) v[0],
                (long) v[1],
                (long) v[2],
                (List<Hostname>) v[3],
                (Route.Tls) v[4],
                (List<Rule>) v[5]));
    MAKERS.put(RouteId.class, v -> new RouteId((String) v[0], (String) v[1]));
    MAKERS.put(
        Rule.class,
        v ->
            new Rule(
                (String) v[0],
                (List<RequestMatch>) v[1],
                (List<FilterConfig>) v[2],
                (Action) v[3],
                (Timeouts) v[4]));
    MAKERS.put(
        RequestMatch.class,
        v ->
            new RequestMatch(
                (PathMatch) v[0],
                (List<String>) v[1],
                (List<NamedMatch>) v[2],
                (List<NamedMatch>) v[3],
                (List<NamedMatch>) v[4],
                (List<String>) v[5]));
    MAKERS.put(PathMatch.Exact.class, v -> new PathMatch.Exact((String) v[0]));
    MAKERS.put(PathMatch.Prefix.class, v -> new PathMatch.Prefix((String) v[0]));
    MAKERS.put(PathMatch.Template.class, v -> new PathMatch.Template((PathTemplate) v[0]));
    MAKERS.put(
        Endpoints.class,
        v ->
            new Endpoints(
                (ServicePort) v[0], (List<Endpoint>) v[1], (Map<String, List<Integer>>) v[2]));
    MAKERS.put(Endpoint.class, v -> new Endpoint((String) v[0], (int) v[1]));
  }

  private Makers() {}

  /** Those that have one. */
  static Set<Class<?>> types() {
    return MAKERS.keySet();
  }

  /** Null: there is none. */
  static @Nullable Maker of(Class<?> type) {
    return MAKERS.get(type);
  }
}

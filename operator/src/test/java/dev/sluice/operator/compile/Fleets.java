package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.crds.v1alpha1.EditSpec;
import dev.sluice.crds.v1alpha1.HeaderEditsSpec;
import dev.sluice.crds.v1alpha1.HeaderSpec;
import dev.sluice.crds.v1alpha1.LimitSpec;
import dev.sluice.crds.v1alpha1.MatchSpec;
import dev.sluice.crds.v1alpha1.PathSpec;
import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.TargetRefSpec;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Inputs of any size: each route has a hostname, three rules and two Services. */
final class Fleets {
  private Fleets() {}

  static Inputs routes(int count) {
    Map<RouteId, WatchedRoute> routes = new HashMap<>();
    Map<ServiceName, WatchedService> services = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String namespace = "ns" + i % 100;
      WatchedRoute route = route(new RouteId(namespace, "route" + i), i, "/v1");
      routes.put(route.id(), route);
      for (String service : List.of("a" + i, "b" + i)) {
        ServiceName name = new ServiceName(namespace, service);
        services.put(
            name,
            new WatchedService(
                name,
                null,
                List.of("IPv4"),
                List.of(new WatchedService.Port("http", 80, 8080, null))));
      }
    }
    return new Inputs(
        FleetSettings.DEFAULT,
        PersistentMap.copyOf(routes),
        PersistentMap.copyOf(services),
        PersistentMap.of(),
        List.of(),
        PersistentMap.of());
  }

  static Inputs edited(Inputs inputs, RouteId id) {
    int number = Integer.parseInt(id.name().substring(5));
    WatchedRoute edited = route(id, number, "/v" + System.nanoTime());
    return new Inputs(
        inputs.fleet(),
        inputs.routes().with(id, edited),
        inputs.services(),
        inputs.secrets(),
        inputs.grants(),
        inputs.policies());
  }

  /** With one policy, on one route. */
  static Inputs limited(Inputs inputs, RouteId route, long requests) {
    PolicyId id = new PolicyId(route.namespace(), "limit");
    RateLimitPolicySpec spec =
        new RateLimitPolicySpec(
            List.of(new TargetRefSpec(null, route.name(), null)),
            null,
            null,
            null,
            null,
            null,
            List.of(new LimitSpec("all", requests, "1m", null, null, List.of(), null, null, null)),
            null,
            null,
            null,
            null);
    return new Inputs(
        inputs.fleet(),
        inputs.routes(),
        inputs.services(),
        inputs.secrets(),
        inputs.grants(),
        PersistentMap.<PolicyId, WatchedPolicy>of()
            .with(id, new WatchedPolicy(id, "uid", requests, 1_000, spec, null)));
  }

  private static WatchedRoute route(RouteId id, int i, String prefix) {
    ApiRouteSpec spec =
        new ApiRouteSpec(
            List.of("default"),
            List.of("host" + i + ".example.com"),
            null,
            null,
            List.of(
                rule("api", new PathSpec(null, prefix, null, null), "a" + i, null),
                rule(
                    "user",
                    new PathSpec(null, null, "/users/{id}", null),
                    "b" + i,
                    new EditSpec(
                        new HeaderEditsSpec(
                            List.of(new HeaderSpec("x-user", "{path.id}")), List.of(), List.of()),
                        null)),
                rule("all", null, "a" + i, null)));
    return new WatchedRoute(id, "uid" + i, 1, 1_000L + i, Map.of(), spec);
  }

  private static RuleSpec rule(String name, PathSpec path, String service, EditSpec request) {
    return new RuleSpec(
        name,
        List.of(new MatchSpec(path, List.of("GET"), List.of(), List.of(), List.of(), List.of())),
        List.of(
            new BackendSpec(
                service, new IntOrString(80), null, null, null, null, null, null, null)),
        null,
        null,
        null,
        request,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}

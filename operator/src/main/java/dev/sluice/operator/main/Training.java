package dev.sluice.operator.main;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.push.Assembler;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a start in a cluster does before the first snapshot is out, for a JVM that keeps what it
 * learnt of the code as a cache (JEP 483, 515): reads manifests, many times over, compiles and
 * encodes them. Then an operator starts, with nothing around it, and ends at SIGTERM.
 */
public final class Training {
  private static final int ROUTES = 2_000;

  private final KubernetesSerialization yaml = new KubernetesSerialization();
  private PersistentMap<RouteId, WatchedRoute> routes = PersistentMap.of();
  private PersistentMap<PolicyId, WatchedPolicy> policies = PersistentMap.of();
  private PersistentMap<ServiceName, WatchedService> services = PersistentMap.of();

  private Training() {
    yaml.registerKubernetesResource(ApiRoute.class);
    yaml.registerKubernetesResource(RateLimitPolicy.class);
  }

  /**
   * @param arguments a folder of manifests
   */
  public static void main(String[] arguments) throws IOException {
    OperatorMain.setUpLog();
    new Training().run(Path.of(arguments[0]));
    OperatorMain.main(new String[0]);
  }

  private void run(Path folder) throws IOException {
    List<String> manifests = manifests(folder);
    for (int copy = 0; routes.size() < ROUTES; copy++) {
      int before = routes.size();
      for (String manifest : manifests) {
        add(yaml.unmarshal(manifest), copy);
      }
      if (routes.size() == before) {
        throw new IllegalArgumentException("no ApiRoute in " + folder);
      }
    }
    Inputs inputs =
        new Inputs(
            FleetSettings.DEFAULT, routes, services, PersistentMap.of(), List.of(), policies);
    Compilation compilation = new Compiler(Clock.systemUTC()).compile(inputs, null);
    new Assembler(
            publication ->
                Wire.frame(
                    new ToDataPlane.Full(
                        publication.snapshot().revision(),
                        publication.snapshot().entries().stream()
                            .map(entry -> new RawEntry(entry.key(), entry.json()))
                            .toList())))
        .compiled(compilation.entries(), compilation.servicePorts());
  }

  /** Each document by itself. */
  private static List<String> manifests(Path folder) throws IOException {
    List<String> manifests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        manifests.addAll(List.of(Files.readString(file).split("(?m)^---$")));
      }
    }
    return manifests;
  }

  private void add(HasMetadata object, int copy) {
    object.getMetadata().setNamespace("training-" + copy);
    object.getMetadata().setUid(copy + object.getMetadata().getName());
    object.getMetadata().setGeneration(1L);
    if (object instanceof ApiRoute route) {
      route.setSpec(onHostsOf(copy, route.getSpec()));
      WatchedRoute watched = WatchedRoute.of(route);
      routes = routes.with(watched.id(), watched);
    } else if (object instanceof RateLimitPolicy policy) {
      WatchedPolicy watched = WatchedPolicy.of(policy);
      policies = policies.with(watched.id(), watched);
    } else if (object instanceof Service service) {
      WatchedService watched = WatchedService.of(service);
      services = services.with(watched.name(), watched);
    }
  }

  /** No namespace may have what another one claims. */
  private static ApiRouteSpec onHostsOf(int copy, ApiRouteSpec spec) {
    return new ApiRouteSpec(
        spec.gateways(),
        spec.hostnames().stream().map(host -> host + ".copy-" + copy).toList(),
        spec.tls(),
        spec.defaults(),
        spec.rules());
  }
}

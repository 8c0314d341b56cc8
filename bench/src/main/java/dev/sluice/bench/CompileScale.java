package dev.sluice.bench;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.push.Assembler;
import dev.sluice.operator.push.Publication;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What compiling costs in a fresh process: all routes at once, then one change after another, each
 * until it is a delta for the data planes. Every route has a hostname, three rules and two
 * Services. Arguments: routes; {@code 0} after them: the first compile alone.
 */
public final class CompileScale {
  private static final PrintStream OUT = System.out;
  private static final KubernetesSerialization JSON = new KubernetesSerialization();
  private static final int CHANGES = 400;

  private final Compiler compiler = new Compiler(Clock.systemUTC());
  private final AtomicReference<@Nullable Publication> published = new AtomicReference<>();
  private final Assembler assembler = new Assembler(published::set);
  private Inputs inputs;
  private Compilation compilation;
  private EncodedSnapshot snapshot = EncodedSnapshot.EMPTY;

  public static void main(String[] args) {
    int routes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    CompileScale scale = new CompileScale(routes);
    if (args.length < 2 || !args[1].equals("0")) {
      scale.changes(routes);
    }
  }

  private CompileScale(int routes) {
    inputs = inputs(routes);
    long wall = System.nanoTime();
    long cpu = cpu();
    compilation = compiler.compile(inputs, null);
    OUT.printf(
        "%n%,d routes, compiled from nothing in a fresh process: %.0f ms, CPU %.0f ms%n",
        routes, (System.nanoTime() - wall) / 1e6, (cpu() - cpu) / 1e6);
    wall = System.nanoTime();
    push();
    OUT.printf(
        "encoded: %.0f ms; whole snapshot: %,d bytes on the wire%n",
        (System.nanoTime() - wall) / 1e6,
        Wire.frame(new ToDataPlane.Full(snapshot.revision(), raw(snapshot.entries()))).length);
  }

  /** CPU time of this thread, which nothing else on the machine can make longer. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private void changes(int routes) {
    OUT.printf("%n| one change | compile µs | 90 %% | until encoded µs | bytes |%n");
    OUT.printf("|---|---|---|---|---|%n");
    measure("a rule's path, code still cold", (n, step) -> put(n % routes, step + 1));
    measure("a route more", (n, step) -> put(routes + step, 0));
    measure("a route less", (n, step) -> routes(inputs.routes().without(id(routes + step))));
    measure("a Service's port", this::service);
    measure("a rule's path", (n, step) -> put(n % routes, step + CHANGES));
  }

  private Inputs put(int route, int version) {
    WatchedRoute made = route(route, version);
    return routes(inputs.routes().with(made.id(), made));
  }

  private Inputs routes(PersistentMap<RouteId, WatchedRoute> routes) {
    return new Inputs(
        inputs.fleet(),
        routes,
        inputs.services(),
        inputs.secrets(),
        inputs.grants(),
        inputs.policies());
  }

  private Inputs service(int n, int step) {
    WatchedService made = service(n % (inputs.services().size() / 2), "a", 8_000 + step);
    return new Inputs(
        inputs.fleet(),
        inputs.routes(),
        inputs.services().with(made.name(), made),
        inputs.secrets(),
        inputs.grants(),
        inputs.policies());
  }

  private void measure(String kind, BiFunction<Integer, Integer, Inputs> change) {
    double[] compiling = new double[CHANGES];
    double[] encoded = new double[CHANGES];
    long bytes = 0;
    for (int step = 0; step < CHANGES; step++) {
      inputs = change.apply(step * 37, step);
      long start = cpu();
      compilation = compiler.compile(inputs, compilation);
      compiling[step] = (cpu() - start) / 1e3;
      bytes += push();
      encoded[step] = (cpu() - start) / 1e3;
    }
    Arrays.sort(compiling);
    Arrays.sort(encoded);
    OUT.printf(
        "| %s | %.0f | %.0f | %.0f | %,d |%n",
        kind,
        compiling[CHANGES / 2],
        compiling[CHANGES * 9 / 10],
        encoded[CHANGES / 2],
        bytes / CHANGES);
  }

  /** Bytes of the delta that a data plane is sent. */
  private int push() {
    assembler.compiled(compilation.entries(), compilation.servicePorts());
    @Nullable Publication publication = published.get();
    EncodedSnapshot next = publication == null ? snapshot : publication.snapshot();
    if (next.revision().equals(snapshot.revision())) {
      return 0;
    }
    Delta delta = Delta.between(snapshot, next);
    byte[] frame =
        Wire.frame(
            new ToDataPlane.Delta(
                snapshot.revision(), next.revision(), raw(delta.put()), delta.removed()));
    snapshot = next;
    return frame.length;
  }

  private static List<RawEntry> raw(List<EncodedEntry> entries) {
    return entries.stream().map(entry -> new RawEntry(entry.key(), entry.json())).toList();
  }

  private static Inputs inputs(int count) {
    PersistentMap<RouteId, WatchedRoute> routes = PersistentMap.of();
    List<WatchedService> services = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      WatchedRoute route = route(i, 0);
      routes = routes.with(route.id(), route);
    }
    // Those of the routes that will be put, too.
    for (int i = 0; i < count + CHANGES; i++) {
      services.add(service(i, "a", 80));
      services.add(service(i, "b", 80));
    }
    PersistentMap<ServiceName, WatchedService> byName = PersistentMap.of();
    for (WatchedService service : services) {
      byName = byName.with(service.name(), service);
    }
    return new Inputs(
        FleetSettings.DEFAULT, routes, byName, PersistentMap.of(), List.of(), PersistentMap.of());
  }

  private static RouteId id(int i) {
    return new RouteId("team-" + i % 100, "route-" + i);
  }

  private static WatchedService service(int i, String name, int targetPort) {
    return new WatchedService(
        new ServiceName("team-" + i % 100, name + i),
        null,
        List.of("IPv4"),
        List.of(
            new WatchedService.Port("http", 80, targetPort, null),
            new WatchedService.Port("admin", targetPort == 80 ? 9_090 : targetPort, 0, null)));
  }

  private static WatchedRoute route(int i, int version) {
    String json =
        """
        {"metadata": {"namespace": "%s", "name": "%s", "uid": "%d", "generation": %d,
          "creationTimestamp": "2026-01-01T00:00:00Z"},
         "spec": {"hostnames": ["host-%d.example.com"], "rules": [
          {"name": "api", "matches": [{"path": {"prefix": "/v%d"}, "methods": ["GET"]}],
           "backends": [{"service": "a%d", "port": 80}]},
          {"name": "user", "matches": [{"path": {"template": "/users/{id}"}}],
           "request": {"headers": {"set": [{"name": "x-user", "value": "{path.id}"}]}},
           "backends": [{"service": "b%d", "port": 80}]},
          {"name": "all", "backends": [{"service": "a%d", "port": 80}]}]}}
        """
            .formatted(id(i).namespace(), id(i).name(), i, version + 1, i, version, i, i, i);
    return WatchedRoute.of(JSON.unmarshal(json, ApiRoute.class));
  }
}

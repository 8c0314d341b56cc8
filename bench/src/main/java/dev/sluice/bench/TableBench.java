package dev.sluice.bench;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.codec.Shared;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.Lookup;
import dev.sluice.snapshot.table.RequestView;
import dev.sluice.snapshot.table.RoutingTable;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a lookup costs, and what bringing a snapshot into service costs. Run with -prof gc. */
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class TableBench {
  private static Route route(int number, String host, long generation) {
    String base = "/api/service-" + number;
    return new Route(
        new RouteId("web", "route-" + number),
        generation,
        0,
        List.of(new Hostname(host)),
        null,
        List.of(
            rule("prefix", new PathMatch.Prefix(base)),
            rule("template", new PathMatch.Template(PathTemplate.parse(base + "/users/{id}"))),
            rule("exact", new PathMatch.Exact(base + "/health"))));
  }

  private static Rule rule(String name, PathMatch path) {
    RequestMatch match = new RequestMatch(path, List.of(), List.of(), List.of(), List.of());
    Respond action = new Respond(200, List.of(), name);
    return new Rule(name, List.of(match), List.of(), action, Timeouts.DEFAULT);
  }

  /** All routes on one host: the hardest case for the path tree. */
  @State(Scope.Benchmark)
  public static class Table {
    @Param({"10", "5000"})
    int routes;

    RoutingTable<String> table = RoutingTable.empty();
    Lookup<String> lookup = new Lookup<>();
    RequestView prefix = new Get("shop.example.com", "/api/service-7/things/1");
    RequestView template = new Get("shop.example.com", "/api/service-7/users/42");
    RequestView exact = new Get("shop.example.com", "/api/service-7/health");

    @Setup
    public void build() {
      List<Route> all = new ArrayList<>();
      for (int i = 0; i < routes; i++) {
        all.add(route(i, "shop.example.com", 1));
      }
      table = RoutingTable.build(null, all, (route, rule) -> rule.name());
    }
  }

  /** 10,000 routes on as many hosts, and as many entries of endpoints. */
  @State(Scope.Benchmark)
  public static class Snapshot {
    List<Route> routes = new ArrayList<>();
    List<Route> oneChanged = new ArrayList<>();
    List<EncodedEntry> encoded = new ArrayList<>();
    RoutingTable<String> table = RoutingTable.empty();
    EncodedSnapshot snapshot = EncodedSnapshot.EMPTY;
    int turn;

    @Setup
    public void build() {
      List<EncodedEntry> endpoints = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        Route route = route(i, "host-" + i + ".example.com", 1);
        routes.add(route);
        encoded.add(EncodedEntry.of(route));
        endpoints.add(endpoints(i, 1));
      }
      oneChanged.addAll(routes);
      oneChanged.set(5000, route(5000, "host-5000.example.com", 2));
      table = RoutingTable.build(null, routes, (route, rule) -> rule.name());
      snapshot = EncodedSnapshot.of(encoded).with(endpoints, List.of());
    }
  }

  private static EncodedEntry endpoints(int number, int pod) {
    ServicePort id = new ServicePort("web", "service-" + number, 80);
    Endpoint endpoint = new Endpoint("10.0.0." + pod, 8080);
    return EncodedEntry.of(new Endpoints(id, List.of(endpoint)));
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public boolean lookupPrefix(Table state) {
    return state.table.lookup(state.prefix, state.lookup);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public boolean lookupTemplate(Table state) {
    return state.table.lookup(state.template, state.lookup);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public boolean lookupExact(Table state) {
    return state.table.lookup(state.exact, state.lookup);
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public Object decode(Snapshot state) {
    List<Object> decoded = new ArrayList<>();
    Shared shared = new Shared();
    for (EncodedEntry entry : state.encoded) {
      decoded.add(entry.decode(shared));
    }
    return decoded;
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public Object buildCold(Snapshot state) {
    return RoutingTable.build(null, state.routes, (route, rule) -> rule.name());
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public Object buildAfterOneChange(Snapshot state) {
    return RoutingTable.build(state.table, state.oneChanged, (route, rule) -> rule.name());
  }

  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public Object revisionAfterOneEndpoint(Snapshot state) {
    int pod = 1 + (state.turn++ & 127);
    return state.snapshot.with(List.of(endpoints(5000, pod)), List.of());
  }

  private record Get(byte[] bytes, int hostEnd) implements RequestView {
    Get(String host, String path) {
      this((host + path).getBytes(StandardCharsets.ISO_8859_1), host.length());
    }

    @Override
    public int hostStart() {
      return 0;
    }

    @Override
    public int pathStart() {
      return hostEnd;
    }

    @Override
    public int pathEnd() {
      return bytes.length;
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public @Nullable String header(String lowerName) {
      return null;
    }

    @Override
    public @Nullable String query(String name) {
      return null;
    }

    @Override
    public @Nullable String cookie(String name) {
      return null;
    }
  }
}

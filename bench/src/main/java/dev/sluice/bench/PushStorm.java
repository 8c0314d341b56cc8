package dev.sluice.bench;

import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.Publication;
import dev.sluice.operator.push.PushOptions;
import dev.sluice.operator.push.PushServer;
import dev.sluice.operator.push.TemporaryCertificate;
import dev.sluice.operator.push.TokenCheck.Verdict;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import dev.sluice.snapshot.upstream.Timeouts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One operator replica and many data planes that all come at once: how long until every one of them
 * is current, what is encoded for it, and what the replica's heap grows to. The two sides are two
 * processes, so that the heap is the replica's alone. Arguments: routes, data planes.
 */
public final class PushStorm {
  private static final PrintStream OUT = System.out;
  private static final String NAME = "operator.sluice.svc";

  private static final List<Process> STARTED = new ArrayList<>();

  private PushStorm() {}

  public static void main(String[] args) throws Exception {
    if (args.length == 4 && args[0].equals("fleet")) {
      fleet(Path.of(args[1]), Integer.parseInt(args[2]), Boolean.parseBoolean(args[3]));
      return;
    }
    int routes = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    int dataPlanes = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    int status = 1;
    try {
      operator(routes, dataPlanes);
      status = 0;
    } catch (Exception e) {
      e.printStackTrace();
    } finally {
      STARTED.forEach(Process::destroyForcibly);
      System.exit(status);
    }
  }

  private static void operator(int routes, int dataPlanes) throws Exception {
    Vertx vertx = Vertx.vertx();
    Path folder = Files.createTempDirectory("push-storm");
    TemporaryCertificate certificate = TemporaryCertificate.of(List.of(NAME));
    MeterRegistry meters = new SimpleMeterRegistry();
    DataPlanes board = new DataPlanes();
    PushServer server =
        new PushServer(
            vertx,
            new PushOptions(0, "default"),
            certificate,
            token -> new Verdict.Allowed(token),
            board,
            meters);
    await(server.start());
    Files.writeString(folder.resolve("port"), Integer.toString(server.port()));

    long from = System.nanoTime();
    Publication first = publication(routes, 1);
    OUT.printf("made %d routes with their endpoints: %d ms%n", routes, millis(from));
    server.publish(first);

    Process fleet = start(folder, dataPlanes, false);
    from = System.nanoTime();
    until(board, () -> board.connectedAndReady().size() == dataPlanes);
    OUT.printf("%d data planes connected: %d ms%n", dataPlanes, millis(from));
    until(board, () -> acked(board, first) == dataPlanes);
    OUT.printf("all current, from nothing: %d ms after the first could dial%n", millis(from));
    report(meters);

    for (int change = 2; change <= 4; change++) {
      double before = meters.counter("sluice.push.encoded.bytes").count();
      from = System.nanoTime();
      Publication next = change(first, change);
      server.publish(next);
      until(board, () -> acked(board, next) == dataPlanes);
      double bytes = meters.counter("sluice.push.encoded.bytes").count() - before;
      OUT.printf("one route changed, all acked: %d ms, %.0f bytes%n", millis(from), bytes);
    }

    fleet.destroy();
    fleet.waitFor();
    until(board, () -> board.pods().stream().noneMatch(DataPlanes.Pod::connected));
    Publication last = change(first, 4);
    Files.writeString(folder.resolve("revision"), last.snapshot().revision().hex());
    double encodings = meters.counter("sluice.push.encodings", "kind", "full").count();
    from = System.nanoTime();
    Process again = start(folder, dataPlanes, true);
    until(board, () -> active(board) == dataPlanes && acked(board, last) == dataPlanes);
    OUT.printf("restarted fleet, all current: %d ms (with JVM start)%n", millis(from));
    OUT.printf(
        "whole snapshots made for that: %.0f%n",
        meters.counter("sluice.push.encodings", "kind", "full").count() - encodings);
    report(meters);
    again.destroy();
  }

  private static long active(DataPlanes board) {
    return board.pods().stream().filter(DataPlanes.Pod::active).count();
  }

  private static long acked(DataPlanes board, Publication publication) {
    return board.pods().stream()
        .filter(pod -> publication.snapshot().revision().equals(pod.acked()))
        .filter(DataPlanes.Pod::connected)
        .count();
  }

  private static void report(MeterRegistry meters) {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    OUT.printf(
        "encodings: %.0f full, %.0f delta; %.1f MiB encoded; heap at most %d MiB, before collections too, of %d%n",
        meters.counter("sluice.push.encodings", "kind", "full").count(),
        meters.counter("sluice.push.encodings", "kind", "delta").count(),
        meters.counter("sluice.push.encoded.bytes").count() / (1 << 20),
        peak >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static Process start(Path folder, int dataPlanes, boolean again) throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dlogback.configurationFile=dev/sluice/operator/main/logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                PushStorm.class.getName(),
                "fleet",
                folder.toString(),
                Integer.toString(dataPlanes),
                Boolean.toString(again))
            .inheritIO()
            .start();
    STARTED.add(started);
    return started;
  }

  /** Data planes that ack what they get and build nothing from it: a real one has its own cores. */
  private static void fleet(Path folder, int dataPlanes, boolean again) throws Exception {
    Vertx vertx = Vertx.vertx();
    int port = Integer.parseInt(Files.readString(folder.resolve("port")));
    Revision held = again ? new Revision(Files.readString(folder.resolve("revision"))) : null;
    for (int i = 0; i < dataPlanes; i++) {
      new SimulatedDataPlane(vertx, port, "dp-" + i, held).dial();
    }
    Thread.currentThread().join();
  }

  private static Publication publication(int count, long generation) {
    Map<RouteId, Route> routes = new HashMap<>();
    List<EncodedEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Route route = route(i, generation);
      routes.put(route.id(), route);
      entries.add(EncodedEntry.of(route));
      entries.add(
          EncodedEntry.of(
              new Endpoints(
                  new ServicePort("team-" + i % 100, "service-" + i, 80),
                  List.of(
                      new Endpoint("10.1." + (i >> 8) + "." + (i & 255), 8080),
                      new Endpoint("10.2." + (i >> 8) + "." + (i & 255), 8080)))));
    }
    return new Publication(EncodedSnapshot.of(entries), PersistentMap.copyOf(routes));
  }

  private static Publication change(Publication first, long generation) {
    Route route = route(7, generation);
    return new Publication(
        first.snapshot().with(List.of(EncodedEntry.of(route)), List.of()),
        first.routes().with(route.id(), route));
  }

  private static Route route(int i, long generation) {
    List<Rule> rules = new ArrayList<>();
    for (String path : List.of("/", "/api/v1", "/static")) {
      rules.add(
          new Rule(
              "rule-" + rules.size(),
              List.of(
                  new RequestMatch(
                      new PathMatch.Prefix(path),
                      List.of("GET", "POST"),
                      List.of(),
                      List.of(),
                      List.of())),
              List.of(),
              new Proxy(
                  List.of(
                      new Proxy.Backend(
                          new UpstreamId(
                              new ServicePort("team-" + i % 100, "service-" + i, 80),
                              Protocol.HTTP1),
                          1,
                          true))),
              Timeouts.DEFAULT));
    }
    return new Route(
        new RouteId("team-" + i % 100, "route-" + i),
        generation,
        1_700_000_000_000L + i,
        List.of(new Hostname("host-" + i + ".example.com")),
        null,
        rules);
  }

  private static long millis(long from) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /** Looks again at every word of the board. */
  private static void until(DataPlanes board, BooleanSupplier condition)
      throws InterruptedException {
    Semaphore news = new Semaphore(1);
    board.listen(news::release);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!condition.getAsBoolean()) {
      if (!news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("still waiting after two minutes");
      }
      news.drainPermits();
    }
  }
}

package dev.sluice.e2e.push;

import dev.sluice.dataplane.control.ControlOptions;
import dev.sluice.dataplane.control.SnapshotApplier;
import dev.sluice.dataplane.control.SnapshotClient;
import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.Publication;
import dev.sluice.operator.push.PushCertificate;
import dev.sluice.operator.push.PushOptions;
import dev.sluice.operator.push.PushServer;
import dev.sluice.operator.push.TemporaryCertificate;
import dev.sluice.operator.push.TokenCheck;
import dev.sluice.operator.push.TokenCheck.Verdict;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Both ends of the push channel in one process, on real sockets. */
final class Channel implements AutoCloseable {
  static final String NAME = "operator.sluice.svc";

  /** How long a condition may take to come about; a test that passes waits for none of it. */
  private static final long PATIENCE_SECONDS = 60;

  final Vertx vertx = Vertx.vertx();
  final Path folder;
  final TemporaryCertificate certificate = TemporaryCertificate.of(List.of(NAME));
  private final List<Replica> replicas = new ArrayList<>();
  private final List<Fleeting> clients = new ArrayList<>();

  Channel(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(folder.resolve("ca.crt"), certificate.authorityPem());
  }

  /** A token is good for the pod it names: {@code token-of-POD}. */
  static final TokenCheck TOKENS =
      token ->
          token.startsWith("token-of-")
              ? new Verdict.Allowed(token.substring(9))
              : new Verdict.Refused(401, "not authenticated");

  /** One operator replica. */
  static final class Replica {
    final DataPlanes board = new DataPlanes();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final PushServer server;

    Replica(Vertx vertx, int port, PushCertificate certificate) {
      server =
          new PushServer(
              vertx,
              new PushOptions(
                  port,
                  "default",
                  20,
                  Duration.ofMillis(200),
                  Duration.ofSeconds(5),
                  // A stream on which nothing moves for so long is dropped; a test that holds one
                  // back
                  // must be done before, also on a busy machine.
                  Duration.ofSeconds(5 * PATIENCE_SECONDS),
                  Duration.ofMillis(100)),
              certificate,
              TOKENS,
              board,
              meters);
    }

    double count(String name, String tag, String value) {
      return meters.counter(name, tag, value).count();
    }

    double fulls() {
      return count("sluice.push.encodings", "kind", "full");
    }

    double deltas() {
      return count("sluice.push.encodings", "kind", "delta");
    }

    boolean acked(String pod, EncodedSnapshot snapshot) {
      return board.pods().stream()
          .anyMatch(p -> p.name().equals(pod) && snapshot.revision().equals(p.acked()));
    }

    boolean active(String pod) {
      return board.pods().stream().anyMatch(p -> p.name().equals(pod) && p.active());
    }

    boolean connected(String pod) {
      return board.pods().stream().anyMatch(p -> p.name().equals(pod) && p.connected());
    }
  }

  /** One data plane, with what it applied. */
  static final class Fleeting {
    final List<Revision> applied = new CopyOnWriteArrayList<>();
    final List<String> zones = new CopyOnWriteArrayList<>();
    final Map<EntryKey, String> refuses = new ConcurrentHashMap<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SnapshotClient client;
    volatile RoutingSnapshot serving;

    Fleeting(Vertx vertx, ControlOptions options) {
      SnapshotApplier applier =
          snapshot -> {
            serving = snapshot;
            applied.add(snapshot.revision());
            return Future.succeededFuture(Map.copyOf(refuses));
          };
      client = new SnapshotClient(vertx, options, applier, meters);
      client.onZone(zones::add);
    }
  }

  Replica replica() throws Exception {
    return replica(0, certificate);
  }

  Replica replica(int port, PushCertificate shown) throws Exception {
    Replica replica = new Replica(vertx, port, shown);
    replicas.add(replica);
    await(replica.server.start());
    return replica;
  }

  Fleeting dataPlane(String pod, Replica... operators) throws Exception {
    return dataPlane(pod, "token-of-" + pod, "default", operators);
  }

  Fleeting dataPlane(String pod, String token, String fleet, Replica... operators)
      throws Exception {
    Path own = Files.createDirectories(folder.resolve(pod));
    Files.writeString(own.resolve("token"), token);
    List<String> addresses = new ArrayList<>();
    for (Replica operator : operators) {
      addresses.add("127.0.0.1:" + operator.server.port());
    }
    Fleeting made =
        new Fleeting(
            vertx,
            new ControlOptions(
                fleet,
                pod,
                addresses,
                NAME,
                folder.resolve("ca.crt"),
                own.resolve("token"),
                own,
                Duration.ofMillis(20),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                Duration.ofMillis(200),
                // A dial is given up after this time, too, and the first of a JVM is slow: TLS and
                // HTTP/2 are loaded then, on a busy machine for longer than a replica may be
                // silent.
                Duration.ofSeconds(PATIENCE_SECONDS),
                Duration.ofMillis(1)));
    clients.add(made);
    await(made.client.start());
    made.client.ready(true);
    return made;
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("still waiting");
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  static Route route(String name, long generation, String body) {
    return new Route(
        new RouteId("web", name),
        generation,
        1_000,
        List.of(),
        null,
        List.of(
            new Rule(
                "only",
                List.of(
                    new RequestMatch(
                        new PathMatch.Exact("/" + name),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of())),
                List.of(),
                new Respond(200, List.of(), body),
                Timeouts.DEFAULT)));
  }

  static Publication publication(Route... routes) {
    Map<RouteId, Route> byId = new HashMap<>();
    List<EncodedEntry> entries = new ArrayList<>();
    for (Route route : routes) {
      byId.put(route.id(), route);
      entries.add(EncodedEntry.of(route));
    }
    return new Publication(EncodedSnapshot.of(entries), PersistentMap.copyOf(byId));
  }

  @Override
  public void close() throws Exception {
    for (Fleeting client : clients) {
      await(client.client.close());
    }
    for (Replica replica : replicas) {
      await(replica.server.close());
    }
    await(vertx.close());
  }
}

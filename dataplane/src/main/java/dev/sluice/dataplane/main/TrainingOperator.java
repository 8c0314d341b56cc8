package dev.sluice.dataplane.main;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An operator for the data plane that is trained: one change after the other, each when the one
 * before it is acked. Ends when the last one is, or when its input does. A process of its own: what
 * a server of HTTP/2 loads and runs must not be in the cache of a data plane.
 */
final class TrainingOperator {
  /**
   * Enough for all of it to be loaded once. With hundreds, a data plane compiles for good what it
   * seldom runs, soon after it has started: its first 200 changes take half as much CPU time again.
   */
  static final int CHANGES = 20;

  /** Training's clients ask for services of lower numbers. */
  private static final int NOT_ASKED_FOR = 1_000;

  private static final int MOST_BYTES = 1 << 26;
  private static final String LISTENS = "listens at ";
  private static final String FRAME = "frame";
  private static final String AUTHORITY = "ca.crt";
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";
  private static final String TOKEN = "token";

  private final FrameReader reader = new FrameReader(MOST_BYTES);
  private final HttpServerResponse to;
  private EncodedSnapshot snapshot;
  private int change;

  private TrainingOperator(HttpServerResponse to, EncodedSnapshot snapshot) {
    this.to = to;
    this.snapshot = snapshot;
  }

  /** As the one that trains sees it. */
  record Started(Process process, Path folder, int port) {
    /** What tells a data plane of it. */
    Map<String, String> variables() {
      return Map.of(
          "SLUICE_OPERATORS",
          "127.0.0.1:" + port,
          "SLUICE_PUSH_SERVER_NAME",
          Training.TLS_HOST,
          "SLUICE_PUSH_CA_FILE",
          folder.resolve(AUTHORITY).toString(),
          "SLUICE_TOKEN_FILE",
          folder.resolve(TOKEN).toString());
    }

    /** Blocks until all its changes are acked; false: they never will be. */
    boolean satisfied() throws InterruptedException {
      return process.waitFor() == 0;
    }
  }

  /**
   * Blocks until it listens.
   *
   * @param folder for its files
   * @param frame what data planes hold when they come
   * @throws IOException it cannot be started
   */
  static Started start(Path folder, byte[] frame, TrainingCertificate tls) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(FRAME), frame);
    Files.writeString(folder.resolve(AUTHORITY), tls.authorityPem());
    Files.writeString(folder.resolve(CERTIFICATE), tls.certificate().chainPem());
    Files.writeString(folder.resolve(KEY), tls.certificate().keyPem());
    Files.writeString(folder.resolve(TOKEN), "training");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TrainingOperator.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(LISTENS)) {
        return new Started(process, folder, Integer.parseInt(line.substring(LISTENS.length())));
      }
    }
    process.destroy();
    throw new IOException("no operator to train with");
  }

  /**
   * Says on which port it listens.
   *
   * @param arguments the folder of {@link #start}
   */
  public static void main(String[] arguments) throws IOException {
    LogSettings.choose();
    Path folder = Path.of(arguments[0]);
    EncodedSnapshot snapshot = read(Files.readAllBytes(folder.resolve(FRAME)));
    HttpServer server =
        Vertx.vertx()
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(folder.resolve(CERTIFICATE).toString())
                            .setKeyPath(folder.resolve(KEY).toString())))
            .requestHandler(request -> enter(request, snapshot));
    server
        .listen(0, "127.0.0.1")
        .onSuccess(listening -> System.out.println(LISTENS + listening.actualPort()))
        .onFailure(e -> System.exit(1));
    while (System.in.read() >= 0) {
      // Whoever started it has nothing to say.
    }
    System.exit(1);
  }

  private static EncodedSnapshot read(byte[] frame) {
    List<EncodedEntry> entries = new ArrayList<>();
    new FrameReader(MOST_BYTES)
        .feed(
            frame,
            payload -> {
              if (Wire.toDataPlane(payload) instanceof ToDataPlane.Full full) {
                full.entries()
                    .forEach(each -> entries.add(EncodedEntry.received(each.key(), each.json())));
              }
            });
    return EncodedSnapshot.of(entries);
  }

  private static void enter(HttpServerRequest request, EncodedSnapshot snapshot) {
    TrainingOperator operator = new TrainingOperator(request.response(), snapshot);
    request.handler(bytes -> operator.reader.feed(bytes.getBytes(), operator::heard));
    operator.say(new ToDataPlane.Role(true));
    operator.say(new ToDataPlane.Zone("training"));
  }

  private void heard(byte[] payload) {
    ToOperator frame = Wire.toOperator(payload);
    if (frame instanceof ToOperator.Active) {
      next();
    } else if (frame instanceof ToOperator.Ack ack && ack.revision().equals(snapshot.revision())) {
      // What it had when it came is acked as well, and may be before it has asked for more.
      if (change == CHANGES) {
        System.exit(0);
      } else if (change > 0) {
        next();
      }
    }
  }

  private void next() {
    EncodedSnapshot before = snapshot;
    snapshot = after(before, change++);
    Delta delta = Delta.between(before, snapshot);
    say(
        new ToDataPlane.Delta(
            before.revision(),
            snapshot.revision(),
            delta.put().stream().map(each -> new RawEntry(each.key(), each.json())).toList(),
            delta.removed()));
  }

  /** A route is edited, a Service scaled, a route comes, and goes. */
  private static EncodedSnapshot after(EncodedSnapshot before, int change) {
    int number = NOT_ASKED_FOR + change;
    Route route = (Route) entry(before, EntryKey.route(Training.routeId(number))).decode();
    ServicePort port = Training.port(number);
    RouteId added = new RouteId("training", "added");
    return switch (change % 4) {
      case 0 -> before.with(List.of(EncodedEntry.of(with(route, route.id(), change))), List.of());
      case 1 -> {
        Endpoints one = (Endpoints) entry(before, EntryKey.endpoints(port)).decode();
        List<Endpoint> more = new ArrayList<>(one.endpoints());
        more.add(new Endpoint("127.0.0.1", 9));
        yield before.with(List.of(EncodedEntry.of(new Endpoints(port, more))), List.of());
      }
      case 2 -> before.with(List.of(EncodedEntry.of(with(route, added, change))), List.of());
      default -> before.with(List.of(), List.of(EntryKey.route(added)));
    };
  }

  private static EncodedEntry entry(EncodedSnapshot snapshot, EntryKey key) {
    return Objects.requireNonNull(snapshot.entry(key));
  }

  private static Route with(Route route, RouteId id, int change) {
    return new Route(
        id,
        route.generation() + change,
        route.createdMillis(),
        route.hostnames(),
        route.tls(),
        route.rules());
  }

  private void say(ToDataPlane frame) {
    to.write(Buffer.buffer(Wire.frame(frame)));
  }
}

package dev.sluice.bench;

import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.Publication;
import dev.sluice.operator.push.PushOptions;
import dev.sluice.operator.push.PushServer;
import dev.sluice.operator.push.TemporaryCertificate;
import dev.sluice.operator.push.TokenCheck.Verdict;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An operator's push port with one snapshot, for data planes that start with nothing. Takes every
 * token, prints its port, and ends when its input does.
 */
public final class SnapshotServer {
  /** What its certificate is for. */
  private static final String NAME = "operator.bench";

  private SnapshotServer() {}

  /**
   * @param args a state folder that {@link SnapshotFile} has written, and where to put {@code
   *     ca.crt}
   */
  public static void main(String[] args) throws Exception {
    List<EncodedEntry> entries = new ArrayList<>();
    new FrameReader(1 << 29)
        .feed(
            Files.readAllBytes(Path.of(args[0], "snapshot.json.gz")),
            payload -> {
              if (Wire.toDataPlane(payload) instanceof ToDataPlane.Full full) {
                full.entries()
                    .forEach(each -> entries.add(EncodedEntry.received(each.key(), each.json())));
              }
            });
    TemporaryCertificate certificate = TemporaryCertificate.of(List.of(NAME));
    Files.writeString(Path.of(args[1], "ca.crt"), certificate.authorityPem());
    PushServer server =
        new PushServer(
            Vertx.vertx(),
            new PushOptions(0, "default"),
            certificate,
            token -> new Verdict.Allowed(token),
            new DataPlanes(),
            new SimpleMeterRegistry());
    server.start().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    server.publish(new Publication(EncodedSnapshot.of(entries), PersistentMap.of()));
    System.out.println(server.port());
    while (System.in.read() >= 0) {
      // Whoever started it has nothing to say.
    }
    System.exit(0);
  }
}

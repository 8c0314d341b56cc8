package dev.sluice.e2e.push;

import static dev.sluice.e2e.push.Channel.publication;
import static dev.sluice.e2e.push.Channel.route;
import static dev.sluice.e2e.push.Channel.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.push.Channel.Fleeting;
import dev.sluice.e2e.push.Channel.Replica;
import dev.sluice.operator.push.Publication;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Around the sizes at which buffers, windows and the limits of other protocols have their ends. */
final class SnapshotSizesTest {
  private static final int KIB = 1024;
  private static final int BODY = 32 * KIB;
  private static final int MOST = 16 * KIB * KIB;

  private final Random random = new Random(7);
  private Channel channel;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    channel = new Channel(folder);
  }

  @AfterEach
  void close() throws Exception {
    channel.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {256 * KIB, 4 * KIB * KIB})
  void a_snapshot_of_just_that_size_or_one_byte_beside_it_reaches_a_data_plane(int size)
      throws Exception {
    Replica replica = channel.replica();
    for (int bytes = size - 1; bytes <= size + 1; bytes++) {
      Publication sized = sized(bytes);
      assertThat(message(sized)).isEqualTo(bytes);
      replica.server.publish(sized);
      // A data plane that is new gets the whole snapshot, not what changed.
      String pod = "dp-" + bytes;
      Fleeting fresh = channel.dataPlane(pod, replica);
      until(() -> replica.acked(pod, sized.snapshot()));
      assertThat(fresh.applied).containsExactly(sized.snapshot().revision());
      assertThat(fresh.serving.entries()).hasSize(sized.snapshot().size());
    }
  }

  /** What such a message says can hardly be compressed, so that it is large on the wire as well. */
  private Publication sized(int bytes) {
    Route[] routes = new Route[bytes / BODY];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = route("r" + i, 1, body(i == 0 ? 0 : BODY - KIB));
    }
    int length = bytes - message(publication(routes));
    routes[0] = route("r0", 1, body(length));
    // An entry's length is said in the message as well, and now has more digits.
    length += bytes - message(publication(routes));
    routes[0] = route("r0", 1, body(length));
    return publication(routes);
  }

  private String body(int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return Base64.getEncoder().encodeToString(noise).substring(0, length);
  }

  /** Bytes of the message that holds the whole of it, as a data plane reads it. */
  private static int message(Publication publication) {
    byte[] frame =
        Wire.frame(
            new ToDataPlane.Full(
                publication.snapshot().revision(),
                publication.snapshot().entries().stream()
                    .map(entry -> new RawEntry(entry.key(), entry.json()))
                    .toList()));
    AtomicInteger length = new AtomicInteger();
    new FrameReader(MOST).feed(frame, payload -> length.set(payload.length));
    return length.get();
  }
}

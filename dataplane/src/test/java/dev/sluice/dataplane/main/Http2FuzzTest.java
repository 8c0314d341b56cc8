package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Frames by lot, right ones and wrong ones, on few streams so that they meet: whatever comes, it is
 * the client that has done wrong and never we, and nothing of it stays.
 */
class Http2FuzzTest {
  private static final String[] HEADS = {
    "@", "@post", "@post content-length=3", "@ x=y", "@post expect=100-continue", "x=y", "@ X=y", ""
  };

  private Running running;
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend = Backend.saying("x".repeat(3000));
    running.forwardTo(backend);
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    running.close();
  }

  private static void frame(RawHttp2 client, Random random) throws IOException {
    int stream = 1 + 2 * random.nextInt(6);
    boolean ends = random.nextBoolean();
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3, 4 -> client.headers(stream, ends, HEADS[random.nextInt(HEADS.length)]);
      case 5, 6, 7, 8 -> client.data(stream, ends, "x".repeat(random.nextInt(4)));
      case 9 -> client.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(8));
      case 10 ->
          client.frame(
              RawHttp2.WINDOW_UPDATE,
              0,
              random.nextInt(3) * stream,
              RawHttp2.number(random.nextInt(5) * 1000));
      case 11 -> client.say("SETTING 4 " + random.nextInt(3) * 1500);
      case 12 -> client.frame(RawHttp2.PRIORITY, 0, stream, new byte[5]);
      case 13 -> client.frame(RawHttp2.PING, random.nextInt(2), 0, new byte[8]);
      case 14 -> client.data(stream, ends, "x".repeat(20_000 - random.nextInt(8000)));
      default -> {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        client.frame(random.nextInt(11), random.nextInt(64), random.nextInt(8), bytes);
      }
    }
  }

  @Test
  void frames_by_lot_are_never_answered_as_a_fault_of_ours() throws Exception {
    Lots.draw(
        "frames on one connection",
        600,
        random -> {
          try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
            try {
              for (int n = 1 + random.nextInt(30); n > 0; n--) {
                frame(client, random);
              }
              if (random.nextBoolean()) {
                client.frame(RawHttp2.GOAWAY, 0, 0, new byte[8]);
              }
              // What ends every connection: a stream that only we could open.
              client.headers(2, true, "@");
              client.flush();
            } catch (IOException e) {
              // cut off before it was all said
            }
            for (String end = client.outcome(); ; end = client.outcome()) {
              assertThat(end).doesNotContain("INTERNAL_ERROR");
              if (end.equals("closed") || end.startsWith("goaway")) {
                break;
              }
            }
          }
        });
    Running.await(() -> running.inFlight() == 0 && running.connections() == 0);
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.headers(1, true, "@");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
    }
  }
}

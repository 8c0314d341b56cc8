package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Endpoints that answer over HTTP/2 with frames by lot. */
class Http2BackendFuzzTest {
  private static final String[] HEADS = {
    ":status=200",
    ":status=200 content-length=3",
    ":status=100",
    ":status=204",
    ":status=101",
    "x=y",
    ""
  };

  private static void frame(RawHttp2 peer, int asked, Random random) throws IOException {
    int stream = random.nextInt(4) == 0 ? random.nextInt(6) : asked;
    boolean ends = random.nextBoolean();
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> peer.headers(stream, ends, HEADS[random.nextInt(HEADS.length)]);
      case 4, 5, 6 -> peer.data(stream, ends, "x".repeat(random.nextInt(4)));
      case 7 -> peer.data(stream, ends, "x".repeat(16_000));
      case 8 -> peer.frame(RawHttp2.RST_STREAM, 0, stream, RawHttp2.number(random.nextInt(14)));
      case 9 ->
          peer.frame(
              RawHttp2.WINDOW_UPDATE,
              0,
              random.nextInt(2) * stream,
              RawHttp2.number(random.nextInt(5) * 1000));
      case 10 -> RawHttp2Backend.greet(peer, 4, random.nextInt(3) * 1500);
      case 11 -> peer.frame(RawHttp2.PING, random.nextInt(2), 0, new byte[8]);
      case 12 -> peer.frame(RawHttp2.GOAWAY, 0, 0, RawHttp2.number(random.nextInt(3), 0));
      default -> {
        byte[] bytes = new byte[random.nextInt(12)];
        random.nextBytes(bytes);
        peer.frame(random.nextInt(11), random.nextInt(64), random.nextInt(8), bytes);
      }
    }
  }

  @Test
  void whatever_an_endpoint_sends_each_request_has_an_end() throws Exception {
    AtomicReference<Random> lots = new AtomicReference<>(new Random(0));
    try (Running running = new Running(Duration.ZERO, 1);
        RawHttp2Backend backend =
            new RawHttp2Backend(
                (peer, connection) -> {
                  Random random = lots.get();
                  if (random.nextInt(8) > 0) {
                    RawHttp2Backend.greet(peer);
                  }
                  RawHttp2.Frame asked = peer.next(RawHttp2.HEADERS);
                  for (int n = 1 + random.nextInt(10); asked != null && n > 0; n--) {
                    frame(peer, asked.stream(), random);
                  }
                  peer.flush();
                  peer.close();
                })) {
      backend.serves(running);
      Lots.draw(
          "frames of an endpoint",
          400,
          random -> {
            lots.set(new Random(random.nextLong()));
            // To the end, whatever it is: a read that times out fails.
            String answer =
                running.exchange(
                    "POST /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                        + "Content-Length: 3\r\n\r\nabc");
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotStartWith("HTTP/1.1 500 ");
          });
      Running.await(() -> connections(running) == 0);
    }
  }

  /** None that is lost is counted as if it were there. */
  private static double connections(Running running) {
    try {
      return Running.metric(running.plane, "sluice_upstream_connections{", "upstream=");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

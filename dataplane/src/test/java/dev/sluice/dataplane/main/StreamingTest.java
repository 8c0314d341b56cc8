package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are longer, slower or stranger than a buffer. */
class StreamingTest {
  private static final int PIECE = 64 << 10;

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private Socket client() throws IOException {
    Socket socket = new Socket("127.0.0.1", running.plane.httpPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void a_client_that_does_not_read_holds_its_backend_back() throws Exception {
    AtomicLong written = new AtomicLong();
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
                  byte[] piece = new byte[PIECE];
                  while (true) {
                    c.out.write(piece);
                    written.addAndGet(PIECE);
                  }
                });
        Socket client = client()) {
      running.forwardTo(backend);
      say(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(client.getInputStream().read()).isEqualTo('H');
      long before = stands(written);
      assertThat(before).isLessThan(64 << 20);
      client.getInputStream().readNBytes(100 << 20);
      assertThat(written.get()).isGreaterThan(before);
    }
  }

  @Test
  void a_backend_that_does_not_read_holds_its_client_back() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch read = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  await(read);
                  c.in.readNBytes(100 << 20);
                  c.closedByPeer();
                });
        Socket client = client()) {
      running.forwardTo(backend);
      Thread writer =
          new Thread(
              () -> {
                try {
                  say(
                      client,
                      "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000000\r\n\r\n");
                  byte[] piece = new byte[PIECE];
                  while (true) {
                    client.getOutputStream().write(piece);
                    written.addAndGet(PIECE);
                  }
                } catch (IOException e) {
                  // closed at the end of the test
                }
              });
      writer.start();
      long before = stands(written);
      assertThat(before).isLessThan(64 << 20);
      read.countDown();
      Running.await(() -> written.get() > before + (32 << 20));
      client.close();
      writer.join();
    }
  }

  /** The count once it does not move any more. */
  static long stands(AtomicLong count) {
    long[] last = {-1, 0};
    Running.await(
        () -> {
          long now = count.get();
          last[1] = now == last[0] && now > 0 ? last[1] + 1 : 0;
          last[0] = now;
          Running.pause(5);
          return last[1] > 40;
        });
    return last[0];
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void an_event_reaches_the_client_before_the_next_is_written() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                  await(seen);
                  c.say("data: 2\n\n");
                });
        Socket client = client()) {
      running.forwardTo(backend);
      say(client, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      StringBuilder got = new StringBuilder();
      while (got.indexOf("data: 1\n\n") < 0) {
        got.append((char) client.getInputStream().read());
      }
      seen.countDown();
      while (got.indexOf("data: 2\n\n") < 0) {
        got.append((char) client.getInputStream().read());
      }
    }
  }

  @Test
  void a_client_that_expects_100_gets_it_when_its_body_is_wanted() throws Exception {
    try (Backend backend =
            new Backend(
                c -> {
                  String request = c.request();
                  c.say("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n");
                  c.say(request.substring(request.length() - 4));
                });
        Socket client = client()) {
      running.forwardTo(backend);
      say(
          client,
          "PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(Running.answer(client.getInputStream()))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      say(client, "body");
      assertThat(Running.answer(client.getInputStream()))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("body");
      assertThat(backend.heads.get(0)).doesNotContainIgnoringCase("expect");
    }
  }

  @Test
  void early_hints_pass_and_a_backends_100_does_not() throws Exception {
    try (Backend backend =
        Backend.answering(
            "HTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nConnection: x\r\nX: 1\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      running.forwardTo(backend);
      String answer =
          running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .startsWith("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 ")
          .endsWith("ok");
      String old = running.exchange("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");
      assertThat(old).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_connection_that_switches_protocols_becomes_a_tunnel() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
                  c.say("Upgrade: WebSocket\r\nSec-WebSocket-Accept: z\r\n\r\nhello ");
                  for (int b = c.in.read(); b >= 0; b = c.in.read()) {
                    c.out.write(Character.toUpperCase(b));
                  }
                  left.countDown();
                });
        Socket client = client()) {
      // Longer than the request may take: a tunnel has no end to wait for.
      running.forwardTo(new dev.sluice.snapshot.upstream.Timeouts(100, 2_000, 60_000), backend);
      say(
          client,
          "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Key: y\r\n\r\nearly ");
      InputStream in = client.getInputStream();
      assertThat(Running.answer(in))
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("Upgrade: WebSocket\r\n", "connection: upgrade\r\n")
          .contains("Sec-WebSocket-Accept: z\r\n");
      assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).contains("hello EARLY ");
      Running.pause(200);
      say(client, "late");
      assertThat(new String(in.readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo("LATE");
      assertThat(backend.heads.get(0))
          .contains("connection: upgrade\r\nupgrade: websocket\r\n")
          .contains("Sec-WebSocket-Key: y\r\n");
      client.close();
      assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_backend_that_leaves_a_tunnel_ends_it() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nbye");
            })) {
      running.forwardTo(backend);
      assertThat(
              running.exchange(
                  "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"))
          .endsWith("\r\n\r\nbye");
    }
  }

  @Test
  void a_backend_may_decline_to_switch() throws Exception {
    try (Backend backend = Backend.saying("no")) {
      running.forwardTo(backend);
      assertThat(
              running.exchange(
                  "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close, upgrade\r\n"
                      + "Upgrade: x\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("no");
    }
  }

  @Test
  void a_body_that_breaks_its_framing_reaches_no_backend_as_whole() throws Exception {
    StringBuilder got = new StringBuilder();
    CountDownLatch broken = new CountDownLatch(1);
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              got.append(c.until("\r\n0\r\n\r\n"));
              broken.countDown();
            })) {
      running.forwardTo(backend);
      assertThat(
              running.exchange(
                  "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "3\r\nabc\r\nZ\r\n"))
          .startsWith("HTTP/1.1 400 ");
      assertThat(broken.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(got.toString()).doesNotContain("0\r\n\r\n");
    }
  }
}

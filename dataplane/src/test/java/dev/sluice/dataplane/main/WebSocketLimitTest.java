package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.WebSocketLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets of a rule that has room for few, or for small frames. */
class WebSocketLimitTest {
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: z\r\n\r\n";
  private static final String ASKS =
      "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
          + "Sec-WebSocket-Key: y\r\nSec-WebSocket-Version: 13\r\n\r\n";
  private static final String ASKS_HTTP2 =
      ":method=CONNECT :protocol=websocket :scheme=http :authority=a.test :path=/chat"
          + " sec-websocket-version=13";

  /** A close frame with the code 1009, as servers send it. */
  private static final byte[] TOO_BIG = {(byte) 0x88, 2, 3, (byte) 0xf1};

  /** And as clients do. */
  private static final byte[] MASKED_TOO_BIG = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, -15};

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void serve(Backend backend, int connections, long frame) throws Exception {
    assertThat(
            running.apply(
                Running.endpoints(backend),
                Running.route(
                    "a.test",
                    Running.rule(
                        "r",
                        Running.ANY,
                        Running.proxy(),
                        new WebSocketLimit(connections, frame)))))
        .isEmpty();
  }

  /** Switches, and keeps what it then gets. */
  private static Backend keeping(CompletableFuture<byte[]> got) throws IOException {
    return new Backend(
        c -> {
          c.head();
          c.say(SWITCHED);
          got.complete(c.in.readAllBytes());
        });
  }

  private Socket open() throws IOException {
    Socket socket = new Socket("127.0.0.1", running.plane.httpPort());
    socket.setSoTimeout(5_000);
    socket.setTcpNoDelay(true);
    socket.getOutputStream().write(ASKS.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A frame of a client: a binary message, under a mask. */
  private static byte[] frame(int size) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x82);
    if (size < 126) {
      frame.write(0x80 | size);
    } else if (size < 65_536) {
      frame.write(0x80 | 126);
      frame.write(size >> 8);
      frame.write(size);
    } else {
      frame.write(0x80 | 127);
      frame.writeBytes(java.nio.ByteBuffer.allocate(8).putLong(size).array());
    }
    frame.writeBytes(new byte[] {1, 2, 3, 4});
    for (int i = 0; i < size; i++) {
      frame.write(i);
    }
    return frame.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void one_more_than_may_be_open_gets_503_until_one_is_closed() throws Exception {
    try (Backend backend = keeping(new CompletableFuture<>())) {
      serve(backend, 2, -1);
      Socket first = open();
      try (Socket second = open();
          RawHttp2 other = new RawHttp2(running.plane.httpPort())) {
        for (Socket each : new Socket[] {first, second}) {
          assertThat(Running.answer(each.getInputStream())).startsWith("HTTP/1.1 101 ");
        }
        try (Socket third = open()) {
          assertThat(Running.answer(third.getInputStream()))
              .startsWith("HTTP/1.1 503 ")
              .contains("x-sluice-error: too_many_websockets\r\n");
        }
        other.headers(1, false, ASKS_HTTP2);
        other.flush();
        assertThat(other.outcome()).isEqualTo("503");
        // A swap forgets none that is open.
        serve(backend, 1, -1);
        first.close();
        Running.await(() -> backend.openConnections() == 1);
        try (Socket third = open()) {
          assertThat(Running.answer(third.getInputStream())).startsWith("HTTP/1.1 503 ");
        }
        serve(backend, 2, -1);
        Running.await(() -> running.inFlight() == 1);
        other.headers(3, false, ASKS_HTTP2);
        other.flush();
        String outcome = other.outcome();
        assertThat(outcome.startsWith("reset") ? other.outcome() : outcome).isEqualTo("200");
      }
    }
  }

  @Test
  void what_is_no_websocket_is_not_counted() throws Exception {
    try (Backend backend = Backend.saying("no")) {
      serve(backend, 1, 0);
      for (int i = 0; i < 2; i++) {
        try (Socket declined = open()) {
          assertThat(Running.answer(declined.getInputStream())).endsWith("no");
        }
      }
      for (String upgrade : new String[] {"", "Connection: upgrade\r\nUpgrade: x\r\n"}) {
        String ask = "GET / HTTP/1.1\r\nHost: a.test\r\n" + upgrade + "\r\n";
        try (Socket first = new Socket("127.0.0.1", running.plane.httpPort())) {
          first.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
          assertThat(Running.answer(first.getInputStream())).endsWith("no");
        }
      }
    }
  }

  @Test
  void frames_up_to_the_limit_pass_however_they_are_cut() throws Exception {
    byte[] sent = join(frame(0), frame(125), frame(126), frame(300), frame(1), frame(70_000));
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (Backend backend = keeping(got);
        Socket client = opened(backend)) {
      for (int i = 0; i < sent.length; i += i < 1000 ? 1 : 997) {
        client.getOutputStream().write(sent, i, Math.min(i < 1000 ? 1 : 997, sent.length - i));
        client.getOutputStream().flush();
      }
      client.shutdownOutput();
      assertThat(got.get(5, TimeUnit.SECONDS)).isEqualTo(sent);
    }
  }

  private Socket opened(Backend backend) throws Exception {
    serve(backend, 0, 70_000);
    Socket client = open();
    assertThat(Running.answer(client.getInputStream())).startsWith("HTTP/1.1 101 ");
    return client;
  }

  @Test
  void a_larger_frame_closes_the_websocket_with_1009_on_both_sides() throws Exception {
    byte[] fine = frame(300);
    byte[] huge = {(byte) 0x82, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 1, 2, 3, 4, 5};
    for (byte[] larger : new byte[][] {frame(70_001), huge}) {
      for (int piece : new int[] {1 << 20, 1}) {
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (Backend backend = keeping(got);
            Socket client = opened(backend)) {
          byte[] sent = join(fine, larger);
          try {
            for (int i = 0; i < Math.min(sent.length, 1000); i += piece) {
              client.getOutputStream().write(sent, i, Math.min(piece, sent.length - i));
              client.getOutputStream().flush();
            }
          } catch (IOException e) {
            // closed meanwhile
          }
          assertThat(client.getInputStream().readAllBytes()).isEqualTo(TOO_BIG);
          assertThat(got.get(5, TimeUnit.SECONDS)).isEqualTo(join(fine, MASKED_TOO_BIG));
        }
      }
    }
    Running.await(() -> running.inFlight() == 0);
  }

  @Test
  void the_frame_that_the_client_is_being_sent_becomes_whole_first() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say(SWITCHED + "\u0082\u0004ab");
                  c.in.readNBytes(MASKED_TOO_BIG.length);
                  StreamingTest.await(seen);
                  c.say("cd\u0082\u0001e");
                  c.closedByPeer();
                });
        Socket client = opened(backend)) {
      InputStream in = client.getInputStream();
      assertThat(in.readNBytes(4)).isEqualTo(new byte[] {(byte) 0x82, 4, 'a', 'b'});
      client.getOutputStream().write(frame(70_001), 0, 100);
      seen.countDown();
      assertThat(in.readAllBytes()).isEqualTo(join(new byte[] {'c', 'd'}, TOO_BIG));
    }
  }

  @Test
  void likewise_over_http2() throws Exception {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (Backend backend = keeping(got);
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      serve(backend, 0, 3);
      client.headers(1, false, ASKS_HTTP2);
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      client.frame(RawHttp2.DATA, 0, 1, join(frame(3), frame(4)));
      client.flush();
      RawHttp2.Frame data = client.next(RawHttp2.DATA);
      assertThat(data.payload()).isEqualTo(TOO_BIG);
      assertThat(data.ends() || client.next(RawHttp2.DATA).ends()).isTrue();
      assertThat(got.get(5, TimeUnit.SECONDS)).isEqualTo(join(frame(3), MASKED_TOO_BIG));
      assertThat(client.alive()).isTrue();
    }
  }
}

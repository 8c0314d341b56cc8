package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is still under way when the time to drain is over, as its client sees it. */
class CutTest {
  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "9\r\ndata: 1\n\n\r\n";
  private static final String DOWNLOAD =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";
  private static final String CALL =
      ":method=POST :scheme=http :authority=a.test :path=/s.S/M content-type=application/grpc"
          + " te=trailers";

  /** One message of gRPC, "hi". */
  private static final String MESSAGE = "\u0000\u0000\u0000\u0000\u0002hi";

  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  /** Text, "hi". */
  private static final String FRAME = "\u0081\u0002hi";

  /** Close, 1001. */
  private static final String GOING_AWAY = "\u0088\u0002\u0003\u00e9";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = Running.impatient();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  /** Says so much, and then nothing for as long as it is let. */
  private static Backend saying(String bytes) throws IOException {
    return new Backend(
        c -> {
          c.head();
          c.say(bytes);
          while (c.in.read() >= 0) {}
        });
  }

  /** Everything that a client gets until the end, if the data plane ends once it has got that. */
  private String untilTheEnd(String fields, String first) throws Exception {
    try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      StringBuilder text = new StringBuilder();
      while (!text.toString().endsWith(first)) {
        text.append((char) client.getInputStream().read());
      }
      running.plane.close();
      return text + new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** The last frame of stream 1, if the data plane ends once a DATA of it has come. */
  private RawHttp2.Frame untilTheEnd(String fields, boolean last, StringBuilder data)
      throws Exception {
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.timeout(10_000);
      client.headers(1, last, fields);
      client.flush();
      data.append(client.next(RawHttp2.DATA).text());
      running.plane.close();
      RawHttp2.Frame of = null;
      boolean goAway = false;
      for (RawHttp2.Frame frame = client.next();
          frame != null && (of == null || !of.ends() && of.type() != RawHttp2.RST_STREAM);
          frame = client.next()) {
        goAway |= frame.type() == RawHttp2.GOAWAY;
        if (frame.stream() == 1) {
          of = frame;
          data.append(frame.type() == RawHttp2.DATA ? frame.text() : "");
        }
      }
      assertThat(goAway).isTrue();
      return of;
    }
  }

  @Test
  void events_end_as_a_stream_does() throws Exception {
    try (Backend backend = saying(EVENTS)) {
      running.forwardTo(backend);
      assertThat(untilTheEnd("", "data: 1\n\n\r\n")).endsWith("data: 1\n\n\r\n0\r\n\r\n");
    }
  }

  @Test
  void events_over_http2_end_as_a_stream_does() throws Exception {
    try (Backend backend = saying(EVENTS)) {
      running.forwardTo(backend);
      StringBuilder data = new StringBuilder();
      RawHttp2.Frame last =
          untilTheEnd(":method=GET :scheme=http :authority=a.test :path=/", true, data);
      assertThat(last.ends()).isTrue();
      assertThat(data.toString()).isEqualTo("data: 1\n\n");
    }
  }

  @Test
  void a_websocket_is_closed_with_1001() throws Exception {
    try (Backend backend = saying(SWITCHED + FRAME)) {
      running.forwardTo(backend);
      assertThat(untilTheEnd("Connection: Upgrade\r\nUpgrade: websocket\r\n", FRAME))
          .endsWith(FRAME + GOING_AWAY);
      Running.await(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void a_websocket_over_http2_is_closed_with_1001() throws Exception {
    try (Backend backend = saying(SWITCHED + FRAME)) {
      running.forwardTo(backend);
      StringBuilder data = new StringBuilder();
      RawHttp2.Frame last =
          untilTheEnd(
              ":method=CONNECT :protocol=websocket :scheme=http :authority=a.test :path=/"
                  + " sec-websocket-version=13",
              false,
              data);
      assertThat(data.toString()).isEqualTo(FRAME + GOING_AWAY);
      assertThat(last.ends()).isTrue();
    }
  }

  @Test
  void nothing_is_said_within_a_frame_of_a_websocket() throws Exception {
    String begun = "\u0082\u007e\u0001\u0000half";
    try (Backend backend = saying(SWITCHED + FRAME + begun)) {
      running.forwardTo(backend);
      assertThat(untilTheEnd("Connection: Upgrade\r\nUpgrade: websocket\r\n", begun))
          .endsWith(begun);
    }
  }

  @Test
  void half_a_response_never_looks_whole() throws Exception {
    try (Backend backend = saying(DOWNLOAD)) {
      running.forwardTo(backend);
      assertThat(untilTheEnd("", "half\r\n")).endsWith("half\r\n");
    }
  }

  @Test
  void half_a_response_over_http2_never_looks_whole() throws Exception {
    try (Backend backend = saying(DOWNLOAD)) {
      running.forwardTo(backend);
      RawHttp2.Frame last =
          untilTheEnd(
              ":method=GET :scheme=http :authority=a.test :path=/", true, new StringBuilder());
      assertThat(last.type()).isEqualTo(RawHttp2.RST_STREAM);
    }
  }

  @Test
  void a_stream_of_grpc_ends_with_a_status_that_lets_its_client_ask_again() throws Exception {
    String stream =
        "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "7\r\n"
            + MESSAGE
            + "\r\n";
    try (Backend backend = saying(stream)) {
      running.forwardTo(backend);
      StringBuilder data = new StringBuilder();
      RawHttp2.Frame last = untilTheEnd(CALL, false, data);
      assertUnavailable(last);
      assertThat(last.headers().status()).isNull();
      assertThat(data.toString()).isEqualTo(MESSAGE);
    }
  }

  @Test
  void a_call_of_grpc_without_an_answer_gets_nothing_but_trailers() throws Exception {
    String early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    try (Backend backend = saying(early);
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      client.headers(1, true, CALL);
      client.flush();
      assertThat(client.next(RawHttp2.HEADERS).headers().status().toString()).isEqualTo("103");
      running.plane.close();
      RawHttp2.Frame last = client.next(RawHttp2.HEADERS);
      assertUnavailable(last);
      assertThat(last.headers().status().toString()).isEqualTo("200");
    }
  }

  private static void assertUnavailable(RawHttp2.Frame last) {
    assertThat(last.type()).isEqualTo(RawHttp2.HEADERS);
    assertThat(last.ends()).isTrue();
    assertThat(last.headers().get("grpc-status").toString()).isEqualTo("14");
    assertThat(last.headers().get("grpc-message").toString())
        .isEqualTo("This gateway ends; ask again.");
  }

  @Test
  void who_waits_for_an_answer_is_told_to_ask_again() throws Exception {
    try (Backend backend = saying("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")) {
      running.forwardTo(backend);
      assertThat(untilTheEnd("", "\r\n\r\n"))
          .contains("HTTP/1.1 503 ", "connection: close", "This gateway ends; ask again.");
    }
  }
}

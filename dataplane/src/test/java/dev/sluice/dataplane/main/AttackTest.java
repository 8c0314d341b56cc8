package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.action.Respond;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that ask for more than they may, while others ask for what they need. */
class AttackTest {
  private static final int BODY = 40_000;
  private static final int CONNECTIONS = 40;
  private static final Limits LIMITS =
      new Limits(
          64 << 10, 8 << 10, 100, BODY, 64 << 10, 100, CONNECTIONS, 1_000, 1_000, 100, 2_000, 500);

  private Running running;
  private Recording backend;
  private volatile boolean over;
  private final AtomicInteger served = new AtomicInteger();
  private final List<String> failed = new ArrayList<>();
  private Thread ordinary;

  @BeforeEach
  void start() throws Exception {
    running = new Running(new ListenerOptions(LIMITS, TrustedProxies.NONE, false, false));
    backend = new Recording();
    running.forwardTo(backend.backend);
    askAllAlong();
  }

  private void askAllAlong() {
    over = false;
    ordinary =
        new Thread(
            () -> {
              while (!over) {
                try {
                  String answer =
                      ask("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
                  if (!answer.startsWith("HTTP/1.1 200 ")) {
                    failed.add(answer);
                  }
                  served.incrementAndGet();
                } catch (IOException e) {
                  failed.add(e.toString());
                }
                Running.pause(5);
              }
            });
    ordinary.start();
  }

  /** Whatever has been done, ordinary requests were answered all the time, and still are. */
  @AfterEach
  void others_were_served_all_along() throws Exception {
    int before = served.get();
    Running.await(() -> served.get() > before + 2);
    over = true;
    ordinary.join();
    backend.close();
    running.close();
    assertThat(failed).isEmpty();
  }

  private String ask(String bytes) throws IOException {
    return running.exchange(bytes);
  }

  private RawHttp2 client() throws IOException {
    RawHttp2 client = new RawHttp2(running.plane.httpPort());
    client.timeout(10_000);
    return client;
  }

  private interface Frames {
    void send(RawHttp2 client, int i) throws IOException;
  }

  /** Sends a frame so often, and says how the connection ends. */
  private String flood(int times, Frames frames) throws IOException {
    try (RawHttp2 client = client()) {
      Thread flood =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < times; i++) {
                    frames.send(client, i);
                  }
                  client.flush();
                } catch (IOException e) {
                  // cut off, as it should be
                }
              });
      flood.start();
      String end = "";
      while (!end.startsWith("goaway") && !end.equals("closed")) {
        end = client.outcome();
      }
      return end;
    }
  }

  private static final String[] CUT_OFF = {
    "goaway:ENHANCE_YOUR_CALM", "goaway:PROTOCOL_ERROR", "closed"
  };

  @Test
  void streams_that_are_opened_and_reset_without_end() throws Exception {
    assertThat(
            flood(
                3000,
                (client, i) -> {
                  client.headers(2 * i + 1, true, "@");
                  client.frame(RawHttp2.RST_STREAM, 0, 2 * i + 1, RawHttp2.number(8));
                }))
        .isIn((Object[]) CUT_OFF);
    assertThat(backend.whole().size()).isLessThan(3000);
  }

  /** As one whose deadlines end half of what it asks. */
  @Test
  void a_reset_for_each_answer_is_none() throws Exception {
    try (RawHttp2 client = client()) {
      for (int id = 1; id < 2000; id += 4) {
        client.headers(id, true, "@");
        client.frame(RawHttp2.RST_STREAM, 0, id, RawHttp2.number(8));
        client.headers(id + 2, true, "@");
        client.flush();
        RawHttp2.Frame frame = client.next();
        while (frame.stream() != id + 2 || !frame.ends()) {
          assertThat(frame.type()).isNotEqualTo(RawHttp2.GOAWAY);
          frame = client.next();
        }
      }
    }
  }

  @Test
  void streams_that_make_us_reset_them_without_end() throws Exception {
    assertThat(
            flood(
                3000,
                (client, i) -> {
                  client.headers(2 * i + 1, true, "@");
                  client.frame(RawHttp2.WINDOW_UPDATE, 0, 2 * i + 1, RawHttp2.number(0));
                }))
        .isIn((Object[]) CUT_OFF);
  }

  @Test
  void a_head_that_goes_on_without_end() throws Exception {
    assertThat(
            flood(
                5000,
                (client, i) ->
                    client.frame(
                        i == 0 ? RawHttp2.HEADERS : RawHttp2.CONTINUATION,
                        0,
                        1,
                        i == 0 ? RawHttp2.block("@") : new byte[0])))
        .isIn((Object[]) CUT_OFF);
  }

  @Test
  void settings_without_end() throws Exception {
    assertThat(flood(20_000, (client, i) -> client.frame(RawHttp2.SETTINGS, 0, 0, new byte[0])))
        .isIn((Object[]) CUT_OFF);
  }

  @Test
  void pings_without_end() throws Exception {
    assertThat(flood(20_000, (client, i) -> client.frame(RawHttp2.PING, 0, 0, new byte[8])))
        .isIn((Object[]) CUT_OFF);
  }

  /** gRPC's clients measure the bandwidth that way, thousands of times in ten seconds. */
  @Test
  void a_ping_for_each_answer_is_none() throws Exception {
    try (Http2Batches client = new Http2Batches(running.plane.httpPort(), 10)) {
      client.pings();
      client.ask(300);
    }
  }

  @Test
  void priorities_without_end() throws Exception {
    assertThat(
            flood(
                20_000,
                (client, i) -> {
                  if (i == 0) {
                    client.headers(1, false, "@post");
                  }
                  client.frame(RawHttp2.PRIORITY, 0, 1, new byte[5]);
                }))
        .isIn((Object[]) CUT_OFF);
  }

  @Test
  void data_that_is_empty_without_end() throws Exception {
    assertThat(
            flood(
                20_000,
                (client, i) -> {
                  if (i == 0) {
                    client.headers(1, false, "@post");
                  }
                  client.frame(RawHttp2.DATA, 0, 1, new byte[0]);
                }))
        .isIn((Object[]) CUT_OFF);
  }

  @Test
  void a_small_head_that_unpacks_into_a_large_one() throws Exception {
    try (RawHttp2 client = client()) {
      byte[] big = RawHttp2.block("x=" + "y".repeat(3900));
      big[0] = 0x40; // to be kept in the table
      byte[] usual = RawHttp2.block("@");
      byte[] bomb = new byte[usual.length + big.length + 10_000];
      System.arraycopy(usual, 0, bomb, 0, usual.length);
      System.arraycopy(big, 0, bomb, usual.length, big.length);
      java.util.Arrays.fill(bomb, usual.length + big.length, bomb.length, (byte) 0xbe);
      client.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, 1, bomb);
      client.flush();
      assertThat(client.outcome())
          .isIn("431", "reset:PROTOCOL_ERROR", "goaway:PROTOCOL_ERROR", "goaway:ENHANCE_YOUR_CALM");
    }
  }

  @Test
  void streams_beyond_what_a_connection_may_have() throws Exception {
    try (RawHttp2 client = client()) {
      assertThat(client.next(RawHttp2.SETTINGS)).isNotNull();
      for (int i = 0; i <= LIMITS.streams(); i++) {
        client.headers(2 * i + 1, false, "@post");
      }
      client.flush();
      assertThat(client.outcome()).isEqualTo("reset:REFUSED_STREAM");
    }
  }

  @Test
  void answers_that_a_client_leaves_no_room_for() throws Exception {
    try (RawHttp2 client = client()) {
      client.say("SETTING 4 0");
      for (int i = 0; i < 50; i++) {
        client.headers(2 * i + 1, true, "@");
      }
      client.flush();
      int answered = 0;
      int reset = 0;
      while (reset < 50) {
        String outcome = client.outcome();
        answered += outcome.equals("200") ? 1 : 0;
        reset += outcome.equals("reset:CANCEL") ? 1 : 0;
        assertThat(outcome).isIn("200", "reset:CANCEL");
      }
      assertThat(answered).isEqualTo(50);
    }
  }

  @Test
  void answers_that_a_client_does_not_read() throws Exception {
    running.apply(
        Running.route(
            "a.test",
            Running.rule("r", Running.ANY, new Respond(200, List.of(), "x".repeat(8000)))));
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", running.plane.httpPort()));
    try (RawHttp2 client = RawHttp2.over(socket)) {
      client.timeout(10_000);
      client.say("SETTING 4 2147483647");
      client.say("WINDOW 0 2147000000");
      try {
        // More than the system keeps for both.
        for (int i = 0; i < 8_000; i++) {
          client.headers(2 * i + 1, true, "@");
        }
        client.flush();
      } catch (IOException e) {
        // cut off, as it should be
      }
      int answered = 0;
      String outcome = client.outcome();
      while (!outcome.startsWith("goaway") && !outcome.equals("closed")) {
        answered += outcome.equals("200") ? 1 : 0;
        outcome = client.outcome();
      }
      assertThat(outcome).isIn((Object[]) CUT_OFF);
      assertThat(answered).isLessThan(8_000);
    }
  }

  @Test
  void a_head_that_takes_too_long() throws Exception {
    assertThat(ask("GET / HTTP/1.1\r\nHost: a.te")).startsWith("HTTP/1.1 408 ");
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpsPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      // At most an alert.
      assertThat(socket.getInputStream().readAllBytes().length).isIn(0, 7);
    }
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
      socket.setSoTimeout(5_000);
      assertThat(socket.getInputStream().readAllBytes()).as("idle").isEmpty();
    }
  }

  @Test
  void a_body_that_does_not_come() throws Exception {
    assertThat(ask("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\nabc"))
        .startsWith("HTTP/1.1 408 ")
        .contains("x-sluice-error: client_timeout\r\n", "connection: close\r\n");
    try (RawHttp2 client = client()) {
      client.headers(1, false, "@post");
      client.data(1, false, "abc");
      client.flush();
      assertThat(client.outcome()).isEqualTo("408");
      assertThat(client.alive()).isTrue();
    }
    assertThat(backend.whole()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void a_body_that_is_too_large() throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: a.test\r\n";
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    assertThat(ask(head + "Content-Length: " + (BODY + 1) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ")
        .contains("x-sluice-error: body_too_large\r\n");
    assertThat(ask(head + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(4) + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    for (String fields : new String[] {"@post", "@post content-length=40001"}) {
      try (RawHttp2 client = client()) {
        client.headers(1, false, fields);
        for (int i = 0; i < 3; i++) {
          client.data(1, false, "x".repeat(16_000));
        }
        client.flush();
        assertThat(client.outcome()).isEqualTo("413");
      }
    }
    assertThat(backend.whole()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void connections_beyond_what_there_may_be() throws Exception {
    over = true;
    ordinary.join();
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = new Socket("127.0.0.1", running.plane.httpPort());
        held.add(socket);
        socket.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      // Event loops count what they accept, each in its own time.
      Running.await(() -> running.connections() == CONNECTIONS);
      try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
        socket.setSoTimeout(5_000);
        assertThat(Running.answer(socket.getInputStream()))
            .startsWith("HTTP/1.1 503 ")
            .contains("x-sluice-error: too_many_connections\r\n");
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
    Running.await(
        () -> {
          try {
            return ask("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 200 ");
          } catch (IOException e) {
            return false;
          }
        });
    askAllAlong();
  }
}

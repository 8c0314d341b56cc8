package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.BodyLimit;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that a rule finds too large. */
class BodyLimitTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private void serve(Backend backend, long most) throws Exception {
    assertThat(
            running.apply(
                Running.endpoints(backend),
                Running.route(
                    "a.test",
                    Running.rule("r", Running.ANY, Running.proxy(), new BodyLimit(most)))))
        .isEmpty();
  }

  private String post(String fields, String body) throws Exception {
    return running.exchange(POST + "Connection: close\r\n" + fields + "\r\n" + body);
  }

  @Test
  void a_body_that_is_just_as_large_passes() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      serve(backend, 4);
      assertThat(post("Content-Length: 4\r\n", "four")).startsWith("HTTP/1.1 200 ");
      assertThat(post("", "")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void one_that_says_so_is_refused_before_anything_is_sent_on() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, 4);
      assertThat(post("Content-Length: 5\r\n", "fiver"))
          .startsWith("HTTP/1.1 413 ")
          .contains("x-sluice-error: body_too_large\r\n", "application/problem+json");
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void one_that_waits_to_be_asked_for_is_not_asked_for() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, 4);
      assertThat(post("Expect: 100-continue\r\nContent-Length: 5\r\n", ""))
          .startsWith("HTTP/1.1 413 ");
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void one_that_grows_is_cut_and_the_backend_sees_no_end_of_it() throws Exception {
    Queue<String> got = new ConcurrentLinkedQueue<>();
    CountDownLatch closed = new CountDownLatch(1);
    try (Backend backend =
            new Backend(
                connection -> {
                  connection.head();
                  got.add(connection.until("\r\n0\r\n"));
                  closed.countDown();
                });
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, 10);
      client.setSoTimeout(5_000);
      send(client, CHUNKED + "5\r\nfirst\r\n");
      Running.await(() -> backend.heads.size() == 1);
      send(client, "6\r\nsecond\r\n0\r\n\r\n");
      assertThat(Running.answer(client.getInputStream())).startsWith("HTTP/1.1 413 ");
      assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(got.element()).doesNotContain("second", "\r\n0\r\n");
    }
  }

  @Test
  void chunks_up_to_the_limit_pass() throws Exception {
    try (Backend backend =
        new Backend(
            connection -> {
              connection.head();
              connection.until("0\r\n\r\n");
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            })) {
      serve(backend, 10);
      assertThat(
              running.exchange(
                  POST
                      + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                      + "5\r\nfirst\r\n5\r\nagain\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void one_whose_answer_has_begun_is_cut_off() throws Exception {
    try (Backend backend =
            new Backend(
                connection -> {
                  connection.head();
                  connection.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun");
                  connection.until("\r\n0\r\n");
                });
        Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, 10);
      client.setSoTimeout(5_000);
      send(client, CHUNKED + "5\r\nfirst\r\n");
      byte[] head = new byte[12];
      assertThat(client.getInputStream().readNBytes(head, 0, 12)).isEqualTo(12);
      send(client, "6\r\nsecond\r\n");
      byte[] rest;
      try {
        rest = client.getInputStream().readAllBytes();
      } catch (java.net.SocketException e) {
        rest = new byte[0];
      }
      assertThat(rest.length).isLessThan(1000);
    }
  }

  @Test
  void over_http2_the_client_gets_413_too() throws Exception {
    try (Backend backend = Backend.saying("never");
        Http2Client client = new Http2Client(running.plane.httpPort())) {
      serve(backend, 4);
      assertThat(client.status("POST", "/", 5)).startsWith("413 ").contains("body_too_large");
    }
  }

  @Test
  void over_http2_one_of_no_known_length_may_grow_up_to_the_limit() throws Exception {
    try (Recording backend = new Recording();
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      serve(backend.backend, 10);
      client.headers(1, false, "@post");
      client.data(1, false, "first");
      client.data(1, true, "again");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      backend.saw("POST /hello ; again~0~~");
    }
  }

  @Test
  void over_http2_one_that_grows_beyond_is_cut_and_the_others_of_its_connection_go_on()
      throws Exception {
    try (Recording backend = new Recording();
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      serve(backend.backend, 10);
      client.headers(1, false, "@post");
      client.data(1, false, "first");
      client.flush();
      Running.await(() -> backend.backend.heads.size() == 1);
      client.data(1, false, "second");
      client.flush();
      assertThat(client.outcome()).isEqualTo("413");
      Running.await(() -> backend.backend.openConnections() == 0);
      client.data(1, true, "third");
      client.headers(3, false, "@post");
      client.data(3, true, "fine");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      assertThat(backend.whole()).hasSize(1).first().asString().contains("fine");
    }
  }

  @Test
  void over_http2_one_whose_answer_has_begun_is_reset() throws Exception {
    try (Backend backend =
            new Backend(
                connection -> {
                  connection.head();
                  connection.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun");
                  connection.until("\r\n0\r\n");
                });
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      serve(backend, 10);
      client.headers(1, false, "@post");
      client.data(1, false, "first");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      client.data(1, false, "second");
      client.flush();
      assertThat(client.outcome()).startsWith("reset:");
      assertThat(client.alive()).isTrue();
    }
  }

  private static void send(Socket socket, String bytes) throws java.io.IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }
}

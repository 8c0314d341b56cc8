package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that do not do what they should. */
class BackendFaultTest {
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private String get(String path) throws IOException {
    return running.exchange(
        "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  /** A port that nobody listens on. */
  private static Endpoint closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }
  }

  private void serve(Endpoint... endpoints) throws Exception {
    ServicePort id = Running.BACKEND.servicePort();
    running.apply(
        new Endpoints(id, List.of(endpoints)),
        Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy())));
  }

  @Test
  void an_endpoint_that_refuses_is_passed_over() throws Exception {
    try (Backend backend = Backend.saying("alive")) {
      serve(closedPort(), backend.endpoint(), closedPort());
      for (int i = 0; i < 12; i++) {
        assertThat(get("/")).startsWith("HTTP/1.1 200 ").endsWith("alive");
      }
    }
  }

  @Test
  void a_body_is_not_lost_when_an_endpoint_refuses() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              // A POST on a connection that is closed meanwhile would be lost by right.
              for (String request = c.request(); request != null; request = c.request()) {
                String body = request.substring(request.indexOf("\r\n\r\n") + 4);
                c.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
              }
            })) {
      serve(closedPort(), backend.endpoint());
      for (int i = 0; i < 6; i++) {
        assertThat(
                running.exchange(
                    "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 4\r\n"
                        + "Connection: close\r\n\r\nbody"))
            .startsWith("HTTP/1.1 200 ")
            .endsWith("body");
      }
    }
  }

  @Test
  void where_all_refuse_the_client_gets_502() throws Exception {
    serve(closedPort(), closedPort());
    assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("x-sluice-error: connect_failed");
  }

  @Test
  void an_endpoint_that_cannot_be_reached_in_time_costs_504() throws Exception {
    // 192.0.2.0/24 is nobody's (RFC 5737): either no answer, or none of ours.
    running.apply(
        new Endpoints(Running.BACKEND.servicePort(), List.of(new Endpoint("192.0.2.1", 81))),
        Running.route(
            "a.test",
            Running.rule(new Timeouts(30_000, 200, 60_000), Running.ANY, Running.proxy())));
    assertThat(get("/")).containsPattern("^HTTP/1.1 50[24] ").contains("x-sluice-error: connect_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: \u0001\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"
      })
  void an_answer_that_is_no_http_becomes_502(String answer) throws Exception {
    try (Backend backend = Backend.answering(answer)) {
      running.forwardTo(backend);
      assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("x-sluice-error: upstream_invalid");
    }
  }

  @Test
  void a_backend_that_closes_without_a_word_costs_502() throws Exception {
    try (Backend backend = new Backend(c -> c.head())) {
      running.forwardTo(backend);
      assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("x-sluice-error: upstream_reset");
    }
  }

  @Test
  void a_backend_that_breaks_off_within_its_head_costs_502() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Le");
              c.reset();
            })) {
      running.forwardTo(backend);
      assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("x-sluice-error: upstream_reset");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nrubbish\r\n"
      })
  void the_client_can_tell_that_a_body_is_not_whole(String answer) throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say(answer);
            })) {
      running.forwardTo(backend);
      String got = get("/");
      assertThat(got).startsWith("HTTP/1.1 200 ").doesNotContain("0\r\n\r\n");
      assertThat(got.contains("content-length: 100") || got.contains("chunked")).isTrue();
    }
  }

  @Test
  void bytes_that_nobody_asked_for_are_nobodys_answer() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison");
              c.closedByPeer();
            })) {
      running.forwardTo(backend);
      for (int i = 0; i < 5; i++) {
        assertThat(get("/")).endsWith("\r\n\r\nok");
      }
    }
  }

  @Test
  void a_connection_that_was_closed_while_idle_costs_nothing() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              // Closes as soon as the next request is on its way: the worst moment.
              c.in.read();
              c.reset();
            })) {
      running.forwardTo(backend);
      try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
        client.setSoTimeout(5_000);
        for (int i = 0; i < 20; i++) {
          client
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          String answer = Running.answer(client.getInputStream());
          assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok");
        }
      }
    }
  }

  @Test
  void what_may_have_been_done_already_is_not_done_twice() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              if (c.head().startsWith("GET")) {
                c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                c.head();
              }
              c.reset();
            })) {
      running.forwardTo(backend);
      String answers =
          running.exchange(
              "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
                  + "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
      assertThat(answers).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 502 ");
      assertThat(backend.heads.stream().filter(head -> head.startsWith("POST"))).hasSize(1);
    }
  }

  @Test
  void a_backend_that_hangs_costs_504_and_is_let_go() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.closedByPeer();
              released.countDown();
            })) {
      running.forwardTo(new Timeouts(150, 2_000, 60_000), backend);
      assertThat(get("/")).startsWith("HTTP/1.1 504 ").contains("x-sluice-error: request_timeout");
      assertThat(released.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_body_that_trickles_beyond_its_time_is_broken_off() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
              while (true) {
                c.say("x");
                Running.pause(20);
              }
            })) {
      running.forwardTo(new Timeouts(300, 2_000, 60_000), backend);
      assertThat(get("/")).startsWith("HTTP/1.1 200 ").endsWith("x");
    }
  }

  @Test
  void silence_beyond_the_idle_time_is_broken_off() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
              c.closedByPeer();
            })) {
      running.forwardTo(new Timeouts(0, 2_000, 200), backend);
      assertThat(get("/")).contains("data: 1").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void a_stream_of_events_outlives_the_request_timeout() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream; a=b\r\n\r\n");
              for (int i = 0; i < 10; i++) {
                c.say("data: " + i + "\n\n");
                Running.pause(50);
              }
            })) {
      running.forwardTo(new Timeouts(100, 2_000, 60_000), backend);
      assertThat(get("/")).contains("data: 9").endsWith("0\r\n\r\n");
    }
  }

  @Test
  void an_answer_before_the_request_was_read_reaches_the_client() throws Exception {
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              c.say("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nstop");
            })) {
      running.forwardTo(backend);
      try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
        client.setSoTimeout(5_000);
        client
            .getOutputStream()
            .write(
                ("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000000\r\n\r\n"
                        + "x".repeat(10_000))
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(Running.answer(client.getInputStream()))
            .startsWith("HTTP/1.1 413 ")
            .endsWith("stop");
      }
    }
  }

  @Test
  void a_client_that_leaves_takes_its_request_with_it() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (Backend backend =
        new Backend(
            c -> {
              c.head();
              asked.countDown();
              c.closedByPeer();
              released.countDown();
            })) {
      running.forwardTo(backend);
      try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
        client
            .getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(released.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_removed_endpoint_gets_no_new_request() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    // Odd: removed.
    AtomicInteger epoch = new AtomicInteger();
    List<String> bad = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Backend stays = Backend.saying("stays");
        Backend leaves = Backend.saying("leaves")) {
      running.forwardTo(stays, leaves);
      Runnable client =
          () -> {
            try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
              socket.setSoTimeout(20_000);
              while (!stop.get()) {
                int before = epoch.get();
                socket
                    .getOutputStream()
                    .write(
                        "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
                String answer = Running.answer(socket.getInputStream());
                boolean removed = before % 2 == 1 && epoch.get() == before;
                if (!answer.startsWith("HTTP/1.1 200 ") || (removed && answer.endsWith("leaves"))) {
                  bad.add(answer);
                }
              }
            } catch (IOException e) {
              bad.add(e.toString());
            }
          };
      List<Thread> clients = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Thread thread = new Thread(client);
        thread.start();
        clients.add(thread);
      }
      for (int i = 0; i < 20; i++) {
        int had = leaves.heads.size();
        Running.await(() -> leaves.heads.size() > had);
        running.forwardTo(stays);
        epoch.incrementAndGet();
        int others = stays.heads.size();
        Running.await(() -> stays.heads.size() > others + 50);
        epoch.incrementAndGet();
        running.forwardTo(stays, leaves);
      }
      stop.set(true);
      for (Thread thread : clients) {
        thread.join();
      }
      assertThat(bad).isEmpty();
    }
  }

  @Test
  void the_connections_of_a_removed_endpoint_are_closed() throws Exception {
    try (Backend backend = Backend.saying("x");
        Backend other = Backend.saying("y")) {
      running.forwardTo(backend);
      get("/");
      assertThat(backend.openConnections()).isEqualTo(1);
      running.forwardTo(other);
      Running.await(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void a_name_is_resolved_when_it_is_needed() throws Exception {
    try (Backend backend = Backend.saying("named")) {
      serve(new Endpoint("localhost", backend.endpoint().port()));
      assertThat(get("/")).endsWith("named");
      serve(new Endpoint("no-such-name.invalid", 80));
      assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("x-sluice-error: connect_failed");
    }
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.match.PathMatch;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DataPlaneTest {
  private static Running running;

  @BeforeAll
  static void start() throws Exception {
    running = new Running();
    running.apply(Running.usual());
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
  }

  private static String request(String line, String... fields) {
    return line + " HTTP/1.1\r\nHost: a.test\r\n" + String.join("", fields) + "\r\n";
  }

  @Test
  void a_fixed_answer_is_framed_and_edited() throws Exception {
    String answer = running.exchange(request("GET /hello?name=x%0d%0ay", "Connection: close\r\n"));
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("content-length: 5\r\n", "connection: close\r\n", "x-path: xy\r\n")
        .contains("x-client: 127.0.0.1\r\n", "date: ")
        .endsWith("\r\n\r\nhello");
  }

  @Test
  void head_has_the_length_and_no_body() throws Exception {
    assertThat(running.exchange(request("HEAD /hello", "Connection: close\r\n")))
        .contains("content-length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void a_redirect_keeps_host_path_and_query() throws Exception {
    assertThat(running.exchange(request("GET /old/x?y=1", "Connection: close\r\n")))
        .startsWith("HTTP/1.1 301 ")
        .contains("location: https://a.test/old/x?y=1\r\n");
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    String answer =
        running.exchange(
            request("GET /hello")
                + request("GET /none")
                + request("POST /hello", "Content-Length: 3\r\n")
                + "abc"
                + request("POST /old", "Transfer-Encoding: chunked\r\n")
                + "3\r\nabc\r\n0\r\n\r\n"
                + request("GET /hello", "Connection: close\r\n"));
    assertThat(answer.split("HTTP/1.1 ")).hasSize(6);
    assertThat(answer).contains("HTTP/1.1 404 ").endsWith("hello");
  }

  @Test
  void a_head_that_comes_byte_by_byte_is_read() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
      socket.setTcpNoDelay(true);
      for (byte b :
          request("GET /hello", "Connection: close\r\n").getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(b);
      }
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void what_is_wrong_behind_an_answer_gets_no_answer_of_its_own() throws Exception {
    String answer =
        running.exchange(request("POST /none", "Transfer-Encoding: chunked\r\n") + "no chunk\r\n");
    assertThat(answer).startsWith("HTTP/1.1 404 ");
    assertThat(answer.split("HTTP/1.1 ")).hasSize(2);
  }

  @Test
  void a_refusal_is_counted_under_the_word_that_its_answer_says() throws Exception {
    String series = "sluice_failures_total{reason=\"target_too_long\"";
    double before = running.metric(series);
    String answer = running.exchange(request("GET /" + "x".repeat(20_000)));
    assertThat(answer).contains("x-sluice-error: target_too_long\r\n");
    assertThat(running.metric(series)).isEqualTo(before + 1);
  }

  @Test
  void a_hidden_dot_segment_is_seen() throws Exception {
    assertThat(running.exchange(request("GET /x/%2e%2e/hello", "Connection: close\r\n")))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void admin_says_live_ready_metrics_and_snapshot() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String base = "http://127.0.0.1:" + running.plane.adminPort();
    running.exchange(request("GET /hello", "Connection: close\r\n"));
    assertThat(say(client, base + "/live")).isEqualTo("live\n");
    assertThat(say(client, base + "/ready")).isEqualTo("ready\n");
    assertThat(say(client, base + "/metrics"))
        .contains(
            "sluice_requests_total{",
            "sluice_request_duration_seconds",
            "sluice_snapshot_revision",
            // The quicker way is taken wherever there is one.
            "sluice_transport{name=\""
                + (System.getProperty("os.name").equals("Linux") ? "native" : "nio")
                + "\"} 1");
    assertThat(say(client, base + "/snapshot")).contains("\"route/test/a.test\"");
  }

  private static String say(HttpClient client, String uri) throws Exception {
    return client
        .send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void a_swap_fails_no_request() throws Exception {
    Thread swaps =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 50; i++) {
                  running.apply(
                      Running.usual(),
                      Running.route(
                          "b" + i + ".test",
                          Running.rule("r", PathMatch.ANY, new Respond(200, List.of(), ""))));
                }
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    swaps.start();
    do {
      assertThat(running.exchange(request("GET /hello", "Connection: close\r\n")))
          .startsWith("HTTP/1.1 200 ");
    } while (swaps.isAlive());
  }

  @Test
  void without_a_snapshot_nothing_is_said_to_have_no_route() throws Exception {
    try (Running own = new Running()) {
      assertThat(own.exchange(request("GET /hello", "Connection: close\r\n")))
          .startsWith("HTTP/1.1 503 ")
          .contains("x-sluice-error: no_snapshot\r\n");
      own.apply();
      assertThat(own.exchange(request("GET /hello", "Connection: close\r\n")))
          .startsWith("HTTP/1.1 404 ")
          .contains("x-sluice-error: no_route\r\n");
    }
  }

  @Test
  void draining_ends_idle_connections_and_refuses_new_ones() throws Exception {
    Running own = new Running();
    own.apply(Running.usual());
    try (Socket idle = new Socket("127.0.0.1", own.plane.httpPort())) {
      idle.getOutputStream().write(request("GET /hello").getBytes(StandardCharsets.US_ASCII));
      assertThat(idle.getInputStream().read()).isEqualTo('H');
      own.close();
      assertThat(new String(idle.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("hello");
    }
    assertThat(own.plane.ready()).isFalse();
  }

  @Test
  void http2_clients_are_told_to_go_and_served_until_they_do() throws Exception {
    Running own = new Running(Duration.ofSeconds(2), 0);
    own.apply(Running.usual());
    try (Http2Client client = new Http2Client(own.plane.httpPort())) {
      assertThat(client.status("GET", "/hello", 0)).startsWith("200 ");
      var closed = own.plane.close();
      for (int n = 0; n < 20; n++) {
        assertThat(client.status("GET", "/hello", 0)).startsWith("200 ");
      }
      assertThat(closed.isComplete()).as("all of it was while it drained").isFalse();
    }
    own.close();
  }

  @Test
  void an_http2_client_that_comes_while_it_drains_can_ask_before_it_is_told_to_go()
      throws Exception {
    Running own = new Running(Duration.ofSeconds(2), 0);
    own.apply(Running.usual());
    own.plane.close();
    Running.await(() -> !own.plane.ready());
    try (RawHttp2 client = new RawHttp2(own.plane.httpPort())) {
      client.frame(RawHttp2.PING, 0, 0, new byte[8]);
      client.flush();
      RawHttp2.Frame frame = client.next();
      while (frame != null && frame.type() != RawHttp2.PING) {
        assertThat(frame.type()).isNotEqualTo(RawHttp2.GOAWAY);
        frame = client.next();
      }
      client.headers(1, true, ":method=GET :scheme=http :authority=a.test :path=/hello");
      client.flush();
      assertThat(client.next(RawHttp2.GOAWAY)).isNotNull();
      assertThat(client.outcome()).isEqualTo("200");
    }
    own.close();
  }

  @Test
  void http2_with_prior_knowledge_is_served() throws Exception {
    try (Http2Client client = new Http2Client(running.plane.httpPort())) {
      assertThat(client.status("GET", "/hello", 0)).isEqualTo("200 hello");
      assertThat(client.status("POST", "/hello", 50_000)).isEqualTo("200 hello");
      assertThat(client.status("GET", "/none", 0)).startsWith("404 ");
      assertThat(client.status("GET", "/../x", 0)).startsWith("400 ");
    }
  }
}

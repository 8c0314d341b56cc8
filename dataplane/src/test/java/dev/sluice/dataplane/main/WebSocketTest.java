package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets over HTTP/2 (RFC 8441), and what else has more than one head. */
class WebSocketTest {
  private static final String ASKS =
      ":method=CONNECT :protocol=websocket :scheme=http :authority=a.test :path=/chat";
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  @Test
  void a_websocket_over_http2_reaches_a_backend_that_speaks_http1() throws Exception {
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
                  c.say("Upgrade: websocket\r\nSec-WebSocket-Accept: z\r\nX: y\r\n\r\nhello ");
                  for (int b = c.in.read(); b >= 0; b = c.in.read()) {
                    c.out.write(Character.toUpperCase(b));
                  }
                });
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      RawHttp2.Frame settings = client.next(RawHttp2.SETTINGS);
      // SETTINGS_ENABLE_CONNECT_PROTOCOL (RFC 8441 §3)
      assertThat(settings.text()).contains("\0\u0008\0\0\0\u0001");
      client.headers(1, false, ASKS + " sec-websocket-version=13");
      client.flush();
      RawHttp2.Frame answer = client.next(RawHttp2.HEADERS);
      assertThat(answer.ends()).isFalse();
      assertThat(answer.headers().status().toString()).isEqualTo("200");
      assertThat(answer.headers().get("x").toString()).isEqualTo("y");
      assertThat(answer.headers().names().toString())
          .doesNotContain("upgrade", "connection", "sec-websocket-accept", "content-length");
      client.data(1, false, "there");
      client.flush();
      StringBuilder text = new StringBuilder();
      while (text.length() < 11) {
        text.append(client.next(RawHttp2.DATA).text());
      }
      assertThat(text.toString()).isEqualTo("hello THERE");
      String head = backend.heads.get(0).toLowerCase(Locale.ROOT);
      assertThat(head)
          .startsWith("get /chat http/1.1\r\n")
          .contains("\r\nconnection: upgrade\r\nupgrade: websocket\r\n")
          .containsPattern("\r\nsec-websocket-key: [a-z0-9+/]{22}==\r\n")
          .contains("\r\nsec-websocket-version: 13\r\n")
          .doesNotContain("content-length", "transfer-encoding");
      client.data(1, true, "");
      client.flush();
      Running.await(() -> backend.openConnections() == 0);
    }
  }

  @Test
  void a_client_that_leaves_is_heard_to_its_last_word() throws Exception {
    CompletableFuture<byte[]> got = new CompletableFuture<>();
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
                  got.complete(c.in.readAllBytes());
                });
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      client.headers(1, false, ASKS);
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      client.data(1, true, "bye");
      client.flush();
      assertThat(got.get(5, TimeUnit.SECONDS)).asString().isEqualTo("bye");
    }
  }

  @Test
  void a_backend_may_decline_but_not_with_200() throws Exception {
    for (String status : new String[] {"403 Forbidden", "200 OK"}) {
      try (Backend backend =
              Backend.answering("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nno");
          RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
        running.forwardTo(backend);
        client.headers(1, false, ASKS);
        client.flush();
        assertThat(client.outcome()).isEqualTo(status.startsWith("200") ? "502" : "403");
      }
    }
  }

  @Test
  void early_hints_pass_over_http2() throws Exception {
    try (Backend backend =
            Backend.answering(
                "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      client.headers(1, true, "@");
      client.flush();
      RawHttp2.Frame first = client.next(RawHttp2.HEADERS);
      assertThat(first.headers().status().toString()).isEqualTo("103");
      assertThat(first.headers().get("link").toString()).isEqualTo("</a.css>");
      assertThat(first.ends()).isFalse();
      assertThat(client.outcome()).isEqualTo("200");
    }
  }

  @Test
  void a_client_that_expects_100_over_http2_gets_it() throws Exception {
    try (Recording backend = new Recording();
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend.backend);
      client.headers(1, false, "@post expect=100-continue");
      client.flush();
      assertThat(client.next(RawHttp2.HEADERS).headers().status().toString()).isEqualTo("100");
      client.data(1, true, "a");
      client.flush();
      assertThat(client.outcome()).isEqualTo("200");
      backend.saw("POST /hello");
    }
  }

  @Test
  void a_failure_reaches_a_grpc_client_in_its_own_words() throws Exception {
    running.forwardTo();
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      client.headers(1, true, "@post content-type=application/grpc+proto");
      client.headers(3, true, "@post content-type=application/grpcx");
      client.headers(5, true, "@post content-type=application/grpc expect=tea");
      client.flush();
      RawHttp2.Frame grpc = client.next(RawHttp2.HEADERS);
      assertThat(grpc.ends()).as("nothing but trailers").isTrue();
      assertThat(grpc.headers().status().toString()).isEqualTo("200");
      assertThat(grpc.headers().get("grpc-status").toString()).isEqualTo("14");
      assertThat(grpc.headers().get("grpc-message").toString()).contains("no ready endpoints");
      assertThat(grpc.headers().get("x-sluice-error").toString()).isEqualTo("no_endpoints");
      assertThat(grpc.headers().get("x-request-id").toString()).isNotEmpty();
      assertThat(client.outcome()).isEqualTo("503");
      assertThat(client.next(RawHttp2.HEADERS).headers().get("grpc-status").toString())
          .isEqualTo("2");
    }
    assertThat(
            running.exchange(
                "HEAD / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nX-Request-Id: mine\r\n\r\n"))
        .startsWith("HTTP/1.1 503 ")
        .contains("x-request-id: mine\r\n", "x-sluice-error: no_endpoints\r\n")
        .endsWith("\r\n\r\n");
  }
}

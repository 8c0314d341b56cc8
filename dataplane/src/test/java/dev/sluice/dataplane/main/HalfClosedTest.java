package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that close their half of a connection, or go on with another protocol. */
class HalfClosedTest {
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  /** Everything that comes back after the client has closed its half. */
  private String askAndClose(String bytes) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void a_client_that_has_closed_its_half_gets_its_answers() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    try (Backend backend =
        new Backend(
            c -> {
              for (String request = c.request(); request != null; request = c.request()) {
                if (request.startsWith("GET /slow")) {
                  try {
                    slow.await(10, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    return;
                  }
                }
                c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            })) {
      running.forwardTo(backend);
      assertThat(askAndClose("GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("ok");
      assertThat(
              askAndClose(
                  "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\nGET /b HTTP/1.1\r\nHost: a.test\r\n\r\n"))
          .containsPattern("(?s)HTTP/1.1 200 .*ok.*HTTP/1.1 200 .*ok");
      assertThat(askAndClose("POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc"))
          .startsWith("HTTP/1.1 200 ");
      Thread opener =
          new Thread(
              () -> {
                Running.pause(3_200);
                slow.countDown();
              });
      opener.start();
      // Asked in between whether it is there: any client must be able to take a 100.
      assertThat(askAndClose("GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n"))
          .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ")
          .contains("HTTP/1.1 200 ")
          .endsWith("ok");
      opener.join();
    }
  }

  @Test
  void half_a_request_is_none() throws Exception {
    try (Recording backend = new Recording()) {
      running.forwardTo(backend.backend);
      assertThat(askAndClose("GET /a HTTP/1.1\r\nHost: a.te")).isEmpty();
      assertThat(askAndClose("")).isEmpty();
      assertThat(askAndClose("POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nab"))
          .isEmpty();
      backend.saw("-");
    }
  }

  @Test
  void half_a_request_costs_the_one_before_it_no_answer() throws Exception {
    try (Recording backend = new Recording()) {
      running.forwardTo(backend.backend);
      String whole = "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n";
      String half = "POST /b HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nab";
      assertThat(askAndClose(whole + half)).startsWith("HTTP/1.1 200 ").endsWith("ok");
      backend.saw("GET /a");
    }
  }

  @Test
  void a_client_that_asks_to_go_on_with_http2_does() throws Exception {
    try (Recording backend = new Recording()) {
      running.forwardTo(backend.backend);
      try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort());
          RawHttp2 client = new RawHttp2(socket)) {
        client.raw(
            "GET /hello?x=y HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nX: y\r\n\r\n");
        client.flush();
        assertThat(Running.answer(socket(client)))
            .startsWith("HTTP/1.1 101 ")
            .contains("upgrade: h2c\r\n");
        client.preface();
        client.frame(RawHttp2.SETTINGS, 0, 0, new byte[0]);
        client.flush();
        assertThat(client.outcome()).isEqualTo("200");
        client.headers(3, true, "@");
        client.flush();
        assertThat(client.outcome()).isEqualTo("200");
      }
      backend.saw("GET /hello?x=y ; x: y~ & GET /hello");
      assertThat(backend.whole().get(0).toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("h2c", "http2-settings", "upgrade");
    }
  }

  private static java.io.InputStream socket(RawHttp2 client) {
    return client.input();
  }

  @Test
  void an_upgrade_that_is_not_as_it_should_be_is_passed_over_and_on_to_nobody() throws Exception {
    try (Recording backend = new Recording()) {
      running.forwardTo(backend.backend);
      for (String fields :
          new String[] {
            "Connection: upgrade\r\nUpgrade: h2c\r\n",
            "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n",
            "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA*A\r\n",
            "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
            "Connection: upgrade\r\nUpgrade: websocket, h2c\r\n",
            "Connection: upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n"
          }) {
        assertThat(askAndClose("GET /a HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n"))
            .startsWith("HTTP/1.1 200 ");
      }
      assertThat(String.join("", backend.whole()).toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("h2c", "upgrade");
    }
  }

  @Test
  void javas_own_client_is_served() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      running.apply(
          Running.endpoints(backend),
          Running.route("localhost", Running.rule("r", Running.ANY, Running.proxy())));
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://localhost:" + running.plane.httpPort() + "/"))
              .timeout(java.time.Duration.ofSeconds(10))
              .build();
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JSON bodies that become others, in both directions. */
class BodyEditTest {
  private static final String TYPE = "Content-Type: application/json\r\n";

  private final Queue<String> got = new ConcurrentLinkedQueue<>();
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private Backend backend(String answer) throws Exception {
    return new Backend(
        connection -> {
          for (String all = connection.request(); all != null; all = connection.request()) {
            got.add(all);
            connection.say(answer);
          }
        });
  }

  private static String answer(String fields, String body) {
    return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private void serve(Backend backend, FilterConfig... filters) throws Exception {
    assertThat(
            running.apply(
                Running.endpoints(backend),
                Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy(), filters))))
        .isEmpty();
  }

  private static RequestEdit request(String expression, int most) {
    return new RequestEdit(HeaderEdits.NONE, new BodyEdit(expression, most));
  }

  private static ResponseEdit response(String expression, int most) {
    return new ResponseEdit(HeaderEdits.NONE, new BodyEdit(expression, most));
  }

  private String post(String fields, String body) throws Exception {
    return running.exchange(
        "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + fields
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private String get(String... fields) throws Exception {
    return running.exchange(
        "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + String.join("", fields)
            + "\r\n");
  }

  @Test
  void the_backend_gets_the_new_body_with_its_length() throws Exception {
    try (Backend backend = backend(answer("", "ok"))) {
      serve(backend, request("{id: user.id, price: price}", 1024));
      String answer =
          post(
              "Content-Type: application/vnd.shop+json; charset=utf-8\r\nContent-MD5: x\r\n",
              "{\"user\":{\"id\":123456789012345678901},\"price\":3.50}");
      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok");
      String body = "{\"id\":123456789012345678901,\"price\":3.50}";
      assertThat(got.element().toLowerCase(Locale.ROOT))
          .contains("\r\ncontent-length: " + body.length() + "\r\n")
          .contains("\r\ncontent-type: application/json\r\n")
          .doesNotContain("content-md5")
          .endsWith("\r\n\r\n" + body);
    }
  }

  @Test
  void a_chunked_body_that_comes_slowly_is_waited_for() throws Exception {
    try (Backend backend = backend(answer("", "ok"));
        java.net.Socket client = new java.net.Socket("127.0.0.1", running.plane.httpPort())) {
      serve(backend, request("a", 1024));
      client.setSoTimeout(5_000);
      for (String part :
          new String[] {
            "POST / HTTP/1.1\r\nHost: a.test\r\n" + TYPE + "Transfer-Encoding: chunked\r\n\r\n",
            "5\r\n{\"a\":\r\n",
            "3\r\n[1]\r\n",
            "1\r\n}\r\n0\r\n\r\n"
          }) {
        client.getOutputStream().write(part.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        Running.pause(20);
      }
      assertThat(Running.answer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      assertThat(got.element()).endsWith("\r\n\r\n[1]");
    }
  }

  @Test
  void a_large_body_is_worked_on_elsewhere_and_arrives() throws Exception {
    try (Backend backend = backend(answer("", "ok"))) {
      serve(backend, request("length(@)", 1 << 20));
      String numbers = "[" + "1,".repeat(200_000) + "1]";
      assertThat(post(TYPE, numbers)).startsWith("HTTP/1.1 200 ");
      assertThat(got.element()).endsWith("\r\n\r\n200001");
    }
  }

  @Test
  void what_cannot_be_edited_is_refused_and_reaches_no_backend() throws Exception {
    try (Backend backend = backend(answer("", "never"))) {
      serve(backend, request("length(a)", 64));
      assertThat(post("", "{}")).startsWith("HTTP/1.1 415 ").contains("body_not_json");
      assertThat(post("Content-Type: text/plain\r\n", "{}")).startsWith("HTTP/1.1 415 ");
      assertThat(post(TYPE + "Content-Encoding: gzip\r\n", "{}")).startsWith("HTTP/1.1 415 ");
      assertThat(post(TYPE, "{")).startsWith("HTTP/1.1 400 ").contains("body_malformed");
      assertThat(post(TYPE, "{\"a\":1,\"a\":2}")).startsWith("HTTP/1.1 400 ");
      assertThat(post(TYPE, "{\"a\":1}")).startsWith("HTTP/1.1 422 ").contains("body_unfit");
      assertThat(post(TYPE, " ".repeat(65))).startsWith("HTTP/1.1 413 ");
      assertThat(
              running.exchange(
                  "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
                      + TYPE
                      + "Transfer-Encoding: chunked\r\n\r\n60\r\n"
                      + " ".repeat(96)
                      + "\r\n0\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ")
          .contains("body_too_large");
      assertThat(got).isEmpty();
    }
  }

  @Test
  void a_request_without_a_body_goes_through() throws Exception {
    try (Backend backend = backend(answer("", "ok"))) {
      serve(backend, request("a", 64));
      assertThat(get()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void the_client_gets_the_new_body_with_its_length() throws Exception {
    try (Backend backend =
        backend(answer(TYPE + "Digest: x\r\nX-A: 1\r\n", "{\"data\":{\"a\":1},\"internal\":2}"))) {
      serve(backend, response("data", 1024));
      assertThat(get("Accept-Encoding: gzip\r\nRange: bytes=0-3\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("content-length: 7\r\n")
          .containsIgnoringCase("x-a: 1\r\n")
          .doesNotContainIgnoringCase("digest")
          .endsWith("\r\n\r\n{\"a\":1}");
      assertThat(got.element().toLowerCase(Locale.ROOT))
          .contains("accept-encoding: identity\r\n")
          .doesNotContain("gzip", "range");
    }
  }

  @Test
  void a_response_that_is_no_json_passes_as_it_is() throws Exception {
    try (Backend backend = backend(answer("Content-Type: text/html\r\n", "<p>"))) {
      serve(backend, response("data", 64));
      assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("<p>");
    }
  }

  @Test
  void a_response_that_cannot_be_edited_is_not_shown() throws Exception {
    for (String bad :
        new String[] {
          answer(TYPE, "{\"secret\""),
          answer(TYPE, "[\"secret\"," + " ".repeat(64) + "1]"),
          answer(TYPE + "Content-Encoding: gzip\r\n", "secret"),
          answer(TYPE, "{\"data\":1,\"x\":\"secret\"}"),
          "HTTP/1.1 200 OK\r\n" + TYPE + "Content-Length: 50\r\n\r\n{\"secret\":"
        }) {
      try (Backend backend =
          new Backend(
              connection -> {
                connection.request();
                connection.say(bad);
              })) {
        serve(backend, response("length(data)", 64));
        assertThat(get()).as(bad).startsWith("HTTP/1.1 502 ").doesNotContain("secret");
      }
    }
  }

  @Test
  void head_says_nothing_of_the_length_that_was() throws Exception {
    try (Backend backend = backend("HTTP/1.1 200 OK\r\n" + TYPE + "Content-Length: 50\r\n\r\n")) {
      serve(backend, response("data", 64));
      assertThat(running.exchange("HEAD / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContainIgnoringCase("content-length: 50");
    }
  }

  @Test
  void an_expression_that_doubles_its_document_at_each_step_is_stopped() throws Exception {
    for (String step : List.of("[@, @]", "[@, @][]", "{a: @, b: @}")) {
      String expression = String.join(" | ", Collections.nCopies(40, step));
      for (String last : List.of("", " | to_string(@)")) {
        try (Backend backend = backend(answer("", "ok"))) {
          serve(backend, request(expression + last, 1024));
          assertThat(post("Content-Type: application/json\r\n", "[1]"))
              .as(step + last)
              .startsWith("HTTP/1.1 422 ");
        }
      }
    }
  }

  @Test
  void a_response_that_is_being_edited_has_no_fallback() throws Exception {
    try (Backend stalls =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
                  c.say("Content-Length: 20\r\n\r\n{");
                  c.closedByPeer();
                });
        Backend standby = backend(answer("Content-Type: application/json\r\n", "{\"key\":1}"))) {
      Proxy proxy =
          new Proxy(
              Running.proxy().backends(),
              null,
              new Fallback(List.of(new Proxy.Backend(Running.OTHER, 1, true)), null));
      RequestMatch any =
          new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());
      Rule rule =
          new Rule(
              "r",
              List.of(any),
              List.of(response("other", 1024)),
              proxy,
              // As long as a busy machine may take until the head is there.
              new Timeouts(2_000, 0, 2_000, 60_000));
      running.apply(
          Running.endpoints(stalls),
          new Endpoints(Running.OTHER.servicePort(), List.of(standby.endpoint())),
          Running.route("a.test", rule));
      assertThat(get()).startsWith("HTTP/1.1 504 ").doesNotContain("key");
    }
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Route;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are checked against a JSON Schema. */
class JsonSchemaCheckTest {
  private static final String TYPE = "Content-Type: application/json\r\n";
  private static final Document ORDER =
      Document.of(
          """
          {"type": "object", "required": ["sku", "quantity"], "additionalProperties": false,
           "properties": {
             "sku": {"type": "string", "pattern": "^[A-Z]{3}$"},
             "quantity": {"type": "integer", "minimum": 1},
             "note": {"type": "string"},
             "parts": {"type": "array", "items": {"$ref": "#"}}}}
          """);
  private static final String VALID = "{ \"quantity\": 1.0e0,\n \"sku\":\"AB\\u0043\"}";

  private final Queue<String> got = new ConcurrentLinkedQueue<>();
  private Running running;
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend =
        new Backend(
            connection -> {
              for (String all = connection.request(); all != null; all = connection.request()) {
                got.add(all);
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
    serve(ORDER, 64 << 10);
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    running.close();
  }

  private static Route held(Document document, int most) {
    return Running.route(
        "a.test",
        Running.rule(
            "r",
            Running.ANY,
            Running.proxy(),
            new JsonSchemaCheck(document.id(), "ConfigMap test/orders order.json", most)));
  }

  private void serve(Document document, int most) throws Exception {
    assertThat(running.apply(Running.endpoints(backend), document, held(document, most))).isEmpty();
  }

  private String ask(String method, String fields, String body) throws Exception {
    return running.exchange(
        method + " / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n" + fields + "\r\n" + body);
  }

  private String post(String fields, String body) throws Exception {
    return ask("POST", fields + "Content-Length: " + body.length() + "\r\n", body);
  }

  @Test
  void a_body_that_meets_the_schema_passes_byte_for_byte() throws Exception {
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 200 ").endsWith("ok");
    assertThat(got.element())
        .containsIgnoringCase("content-length: " + VALID.length() + "\r\n")
        .endsWith("\r\n\r\n" + VALID);
    assertThat(post("Content-Type: application/vnd.order+json; charset=UTF-8\r\n", VALID))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void one_that_does_not_is_refused_and_the_client_told_where_but_not_what() throws Exception {
    assertThat(post(TYPE, "{\"sku\":\"s3cret\",\"parts\":[{\"sku\":\"ABC\"}],\"more\":\"s3cret\"}"))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-sluice-error: body_invalid\r\n", "application/problem+json")
        .contains("{\"pointer\":\"/sku\",\"keyword\":\"pattern\"}")
        .contains("{\"pointer\":\"/parts/0\",\"keyword\":\"required\",\"property\":\"quantity\"}")
        .contains("{\"pointer\":\"\",\"keyword\":\"additionalProperties\",\"property\":\"more\"}")
        .doesNotContain("s3cret");
    assertThat(got).isEmpty();
  }

  @Test
  void a_part_of_a_body_is_refused_even_where_it_meets_the_schema() throws Exception {
    assertThat(post(TYPE + "Content-Range: bytes 0-9/99\r\n", VALID))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-sluice-error: body_partial\r\n");
    assertThat(got).isEmpty();
  }

  @Test
  void what_is_no_json_for_everyone_is_refused() throws Exception {
    String deep = "{\"parts\":[".repeat(60) + "]}".repeat(60);
    for (String body :
        new String[] {
          "{", "", "{\"sku\":\"ABC\",\"quantity\":0,\"quantity\":1}", VALID + "{}", deep, "\u00c0"
        }) {
      assertThat(post(TYPE, body)).as(body).startsWith("HTTP/1.1 400 ");
    }
    assertThat(post(TYPE, deep)).contains("body_malformed", "nested too deeply");
    for (String fields :
        new String[] {
          "",
          "Content-Type: text/plain\r\n",
          "Content-Type: application/json; charset=utf-16\r\n",
          TYPE + "Content-Type: text/plain\r\n",
          TYPE + "Content-Encoding: gzip\r\n"
        }) {
      assertThat(post(fields, VALID))
          .as(fields)
          .startsWith("HTTP/1.1 415 ")
          .contains("body_not_json");
    }
    assertThat(got).isEmpty();
  }

  @Test
  void chunks_that_come_slowly_are_waited_for() throws Exception {
    try (Socket client = new Socket("127.0.0.1", running.plane.httpPort())) {
      client.setSoTimeout(5_000);
      for (String part :
          new String[] {
            "POST / HTTP/1.1\r\nHost: a.test\r\n" + TYPE + "Transfer-Encoding: chunked\r\n\r\n",
            "7\r\n{\"sku\":\r\n",
            "15\r\n\"ABC\", \"quantity\": 1}\r\n",
            "0\r\n\r\n"
          }) {
        client.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
        Running.pause(20);
      }
      assertThat(Running.answer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      assertThat(got.element()).endsWith("\r\n\r\n{\"sku\":\"ABC\", \"quantity\": 1}");
    }
  }

  @Test
  void a_body_that_is_too_large_is_refused_by_its_length_or_as_it_comes() throws Exception {
    serve(ORDER, 40);
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST", TYPE + "Expect: 100-continue\r\nContent-Length: 41\r\n", ""))
        .startsWith("HTTP/1.1 413 ");
    assertThat(
            ask(
                "POST",
                TYPE + "Transfer-Encoding: chunked\r\n",
                "29\r\n" + VALID + " ".repeat(41 - VALID.length()) + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ")
        .contains("body_too_large");
    assertThat(got).hasSize(1);
  }

  @Test
  void a_large_body_is_checked_elsewhere_and_arrives() throws Exception {
    serve(ORDER, 1 << 20);
    String parts = "[" + (VALID + ",").repeat(20_000) + VALID + "]";
    String large = VALID.replace("}", ",\"parts\":" + parts + "}");
    assertThat(large.length()).isGreaterThan(500_000);
    assertThat(post(TYPE, large)).startsWith("HTTP/1.1 200 ");
    assertThat(got.element()).endsWith("\r\n\r\n" + large);
    assertThat(post(TYPE, large.replace("]}", ",7]}")))
        .startsWith("HTTP/1.1 400 ")
        .contains("{\"pointer\":\"/parts/20001\",\"keyword\":\"type\"}");
  }

  @Test
  void one_that_takes_too_much_work_is_refused_and_others_go_on() throws Exception {
    String both = "{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"z\"]}";
    serve(Document.of("{\"anyOf\":[" + both + "," + both + "]}"), 1_024);
    assertThat(post(TYPE, "{\"a\":".repeat(90) + "1" + "}".repeat(90)))
        .startsWith("HTTP/1.1 400 ")
        .contains("body_too_complex");
    assertThat(post(TYPE, "{\"z\":1}")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_request_without_a_body_passes_where_its_method_has_none() throws Exception {
    assertThat(ask("GET", "", "")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("DELETE", "", "")).startsWith("HTTP/1.1 200 ");
    assertThat(ask("POST", "", "")).startsWith("HTTP/1.1 400 ").contains("body_missing");
    assertThat(ask("PUT", TYPE + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(ask("GET", TYPE + "Content-Length: 2\r\n", "{}")).startsWith("HTTP/1.1 400 ");
    assertThat(got).hasSize(2);
  }

  @Test
  void over_http2_it_is_the_same() throws Exception {
    try (Http2Client client = new Http2Client(running.plane.httpPort())) {
      assertThat(client.status("POST", "/", 5)).startsWith("415 ").contains("body_not_json");
    }
    assertThat(got).isEmpty();
  }

  @Test
  void a_schema_that_changes_holds_from_the_swap_on() throws Exception {
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 200 ");
    serve(Document.of("{\"required\":[\"other\"]}"), 1_024);
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 400 ");
    serve(ORDER, 1_024);
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_rule_whose_schema_is_missing_is_not_taken_and_the_one_before_stays() throws Exception {
    Document other = Document.of("{\"required\":[\"other\"]}");
    assertThat(running.apply(Running.endpoints(backend), held(other, 64)))
        .containsOnlyKeys(EntryKey.route(new RouteId("test", "a.test")));
    assertThat(post(TYPE, VALID)).startsWith("HTTP/1.1 200 ");
    assertThat(post(TYPE, "{}")).startsWith("HTTP/1.1 400 ");
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of other origins, as their browser asks for them. */
class CorsTest {
  private static final String APP = "Origin: https://app.example.com\r\n";
  private static final String OTHER = "Origin: https://other.test\r\n";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static Cors cors(List<String> origins, boolean credentials) {
    return new Cors(
        origins.stream().map(OriginPattern::parse).toList(),
        List.of("GET", "PUT"),
        List.of("x-tenant"),
        List.of("x-page"),
        credentials,
        600);
  }

  private static Cors named() {
    return cors(List.of("https://*.example.com"), true);
  }

  private static Rule put(PathMatch path, FilterConfig... filters) {
    RequestMatch match = new RequestMatch(path, List.of("PUT"), List.of(), List.of(), List.of());
    return new Rule("put", List.of(match), List.of(filters), Running.proxy(), Timeouts.DEFAULT);
  }

  private void serve(Backend backend, Rule... rules) throws Exception {
    assertThat(running.apply(Running.endpoints(backend), Running.route("a.test", rules))).isEmpty();
  }

  private String ask(String method, String... fields) throws Exception {
    return running.exchange(
        method
            + " /x HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + String.join("", fields)
            + "\r\n");
  }

  private String preflight(String origin, String method, String... more) throws Exception {
    return ask(
        "OPTIONS",
        origin,
        "Access-Control-Request-Method: " + method + "\r\n",
        String.join("", more));
  }

  @Test
  void a_preflight_is_answered_by_the_rule_of_the_method_that_it_asks_for() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, put(Running.ANY, named()));
      assertThat(preflight(APP, "PUT"))
          .startsWith("HTTP/1.1 204 ")
          .contains("access-control-allow-origin: https://app.example.com\r\n")
          .contains("access-control-allow-credentials: true\r\n")
          .contains("access-control-allow-methods: GET, PUT\r\n")
          .contains("access-control-allow-headers: x-tenant\r\n")
          .contains("access-control-max-age: 600\r\n")
          .contains("vary: origin\r\n");
      assertThat(preflight(APP, "DELETE")).startsWith("HTTP/1.1 404 ");
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void a_page_that_may_not_call_is_told_so_in_the_preflight() throws Exception {
    try (Backend backend = Backend.saying("never")) {
      serve(backend, put(Running.ANY, named()));
      assertThat(preflight(OTHER, "PUT"))
          .startsWith("HTTP/1.1 403 ")
          .contains("x-sluice-error: cors_refused\r\n")
          .doesNotContain("access-control-");
      assertThat(backend.connections).hasValue(0);
    }
  }

  @Test
  void no_rule_answers_a_preflight_for_another() throws Exception {
    try (Backend backend = Backend.answering("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n")) {
      Rule open = Running.rule("open", Running.ANY, Running.proxy(), named());
      serve(backend, open, put(new PathMatch.Prefix("/x")));
      assertThat(preflight(APP, "PUT"))
          .startsWith("HTTP/1.1 405 ")
          .doesNotContain("access-control-");
      assertThat(preflight(APP, "GET")).startsWith("HTTP/1.1 204 ");
      assertThat(backend.heads).singleElement().asString().startsWith("OPTIONS /x ");
    }
  }

  @Test
  void what_a_backend_says_of_a_preflight_without_cors_stays() throws Exception {
    try (Backend backend =
        Backend.answering(
            "HTTP/1.1 204 Yes\r\nAccess-Control-Allow-Origin: https://app.example.com\r\n\r\n")) {
      Rule open = Running.rule("open", Running.ANY, Running.proxy(), named());
      serve(backend, open, put(new PathMatch.Prefix("/x")));
      assertThat(preflight(APP, "PUT"))
          .startsWith("HTTP/1.1 204 ")
          .containsIgnoringCase("access-control-allow-origin: https://app.example.com\r\n")
          .doesNotContain("access-control-allow-methods");
    }
  }

  @Test
  void an_options_request_that_is_no_preflight_goes_to_the_backend() throws Exception {
    try (Backend backend = Backend.saying("options")) {
      serve(backend, Running.rule("all", Running.ANY, Running.proxy(), named()));
      assertThat(ask("OPTIONS", APP))
          .startsWith("HTTP/1.1 200 ")
          .contains("access-control-allow-origin: https://app.example.com\r\n");
    }
  }

  @Test
  void what_the_backend_says_is_replaced_and_not_doubled() throws Exception {
    String says =
        "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Methods: GET\r\n"
            + "access-control-expose-headers: x-secret\r\nVary: Accept, Origin\r\n"
            + "Content-Length: 2\r\n\r\nok";
    try (Backend backend = Backend.answering(says)) {
      serve(backend, Running.rule("all", Running.ANY, Running.proxy(), named()));
      assertThat(fields(ask("GET", APP), "access-control-", "vary"))
          .containsExactlyInAnyOrder(
              "access-control-allow-origin: https://app.example.com",
              "access-control-allow-credentials: true",
              "access-control-expose-headers: x-page",
              "vary: accept, origin");
      assertThat(fields(ask("GET", OTHER), "access-control-", "vary"))
          .containsExactly("vary: accept, origin");
      assertThat(fields(ask("GET"), "access-control-", "vary"))
          .containsExactly("vary: accept, origin");
    }
  }

  private static List<String> fields(String answer, String... names) {
    return answer
        .lines()
        .map(line -> line.toLowerCase(java.util.Locale.ROOT))
        .filter(line -> java.util.Arrays.stream(names).anyMatch(line::startsWith))
        .toList();
  }

  @Test
  void everyone_gets_one_and_the_same_answer() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      serve(backend, Running.rule("all", Running.ANY, Running.proxy(), cors(List.of("*"), false)));
      for (String origin : List.of(APP, OTHER, "Origin: null\r\n", "")) {
        assertThat(fields(ask("GET", origin), "access-control-", "vary"))
            .containsExactlyInAnyOrder(
                "access-control-allow-origin: *", "access-control-expose-headers: x-page");
      }
    }
  }

  @Test
  void every_method_and_header_are_those_that_are_asked_for() throws Exception {
    Cors every =
        new Cors(
            List.of(OriginPattern.parse("*")), List.of("*"), List.of("*"), List.of(), false, 0);
    running.apply(
        Running.route(
            "a.test",
            Running.rule("all", Running.ANY, new Respond(200, List.of(), "here"), every)));
    assertThat(preflight(APP, "PURGE", "Access-Control-Request-Headers: authorization,x-a\r\n"))
        .contains("access-control-allow-methods: PURGE\r\n")
        .contains("access-control-allow-headers: authorization,x-a\r\n")
        .contains("access-control-max-age: 0\r\n");
    assertThat(preflight(APP, "GET")).doesNotContain("access-control-allow-headers");
  }

  @Test
  void a_page_can_read_the_gateways_own_errors() throws Exception {
    running.apply(
        Running.route(
            "a.test",
            Running.rule(
                "all",
                Running.ANY,
                new Respond(200, List.of(), "never"),
                named(),
                new Faults(null, new Faults.Abort(503, 100), null))));
    assertThat(ask("GET", APP))
        .startsWith("HTTP/1.1 503 ")
        .contains("access-control-allow-origin: https://app.example.com\r\n");
    assertThat(preflight(APP, "GET")).startsWith("HTTP/1.1 204 ");
  }

  @Test
  void the_origin_counts_as_it_came_whatever_edits_make_of_it() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      RequestEdit edit = new RequestEdit(new HeaderEdits(List.of(), List.of(), List.of("origin")));
      serve(backend, Running.rule("all", Running.ANY, Running.proxy(), named(), edit));
      assertThat(ask("GET", APP))
          .contains("access-control-allow-origin: https://app.example.com\r\n");
      assertThat(backend.heads).singleElement().asString().doesNotContainIgnoringCase("origin:");
    }
  }

  @Test
  void a_rule_that_loses_its_cors_answers_no_preflight_any_more() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      serve(backend, put(Running.ANY, named()));
      assertThat(preflight(APP, "PUT")).startsWith("HTTP/1.1 204 ");
      serve(backend, put(Running.ANY));
      assertThat(preflight(APP, "PUT")).startsWith("HTTP/1.1 404 ");
    }
  }
}

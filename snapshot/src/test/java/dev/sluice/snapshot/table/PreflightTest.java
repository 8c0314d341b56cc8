package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.headers;
import static dev.sluice.snapshot.table.Routes.methods;
import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rule answers what a browser asks before a request. */
final class PreflightTest {
  private static final Cors CORS =
      new Cors(List.of(OriginPattern.parse("*")), List.of("PUT"), List.of(), List.of(), false, 5);

  private static Rule cors(String name, RequestMatch... matches) {
    return new Rule(
        name, List.of(matches), List.of(CORS), new Respond(200, List.of(), name), Timeouts.DEFAULT);
  }

  private static Ask preflight(String method) {
    return Ask.of("OPTIONS", "a.test", "/x")
        .header("origin", "https://app.test")
        .header("access-control-request-method", method);
  }

  private static String answers(Ask ask, Rule... rules) {
    RoutingTable<String> table =
        RoutingTable.build(
            null, List.of(Routes.route("r", "a.test", rules)), (route, rule) -> rule.name());
    Lookup<String> found = new Lookup<>();
    return table.preflight(ask, found) ? found.matched().attachment() : "nobody";
  }

  private static NamedMatch value(String name, ValueMatch value) {
    return new NamedMatch(name, value);
  }

  @Test
  void the_rule_of_the_method_that_is_asked_for_answers() {
    Rule get = cors("get", methods(prefix("/"), "GET"));
    Rule put = cors("put", methods(prefix("/"), "PUT"));
    assertThat(answers(preflight("PUT"), get, put)).isEqualTo("put");
    assertThat(answers(preflight("GET"), get, put)).isEqualTo("get");
    assertThat(answers(preflight("DELETE"), get, put)).isEqualTo("nobody");
  }

  @Test
  void no_rule_answers_for_another() {
    Rule all = cors("all", on(prefix("/")));
    Rule closed = Routes.rule("closed", methods(prefix("/x"), "PUT"));
    assertThat(answers(preflight("PUT"), all, closed)).isEqualTo("nobody");
    assertThat(answers(preflight("GET"), all, closed)).isEqualTo("all");
  }

  @Test
  void only_a_question_of_a_browser_is_one() {
    Rule all = cors("all", on(prefix("/")));
    assertThat(answers(Ask.of("OPTIONS", "a.test", "/x"), all)).isEqualTo("nobody");
    assertThat(answers(Ask.of("OPTIONS", "a.test", "/x").header("origin", "https://app.test"), all))
        .isEqualTo("nobody");
    assertThat(
            answers(
                Ask.of("POST", "a.test", "/x")
                    .header("origin", "https://app.test")
                    .header("access-control-request-method", "PUT"),
                all))
        .isEqualTo("nobody");
  }

  @Test
  void a_header_that_is_announced_has_the_value_that_is_wanted() {
    Rule beta = cors("beta", headers(prefix("/"), value("x-beta", new ValueMatch.Exact("1"))));
    Rule none = cors("none", headers(prefix("/"), value("x-beta", new ValueMatch.Present(false))));
    assertThat(answers(preflight("GET"), beta, none)).isEqualTo("none");
    assertThat(
            answers(
                preflight("GET").header("access-control-request-headers", "content-type, X-Beta"),
                beta,
                none))
        .isEqualTo("beta");
  }

  @Test
  void a_cookie_is_missing_unless_nothing_else_would_do() {
    NamedMatch cookie = value("canary", new ValueMatch.Present(true));
    RequestMatch withCookie =
        new RequestMatch(prefix("/"), List.of(), List.of(), List.of(), List.of(cookie));
    Rule canary = cors("canary", withCookie);
    assertThat(answers(preflight("GET"), canary, cors("stable", on(prefix("/")))))
        .isEqualTo("stable");
    assertThat(answers(preflight("GET"), canary)).isEqualTo("canary");
    assertThat(answers(preflight("GET"), canary, Routes.rule("stable", on(prefix("/")))))
        .isEqualTo("nobody");
  }
}

package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.costs;
import static dev.sluice.dataplane.main.Limited.filter;
import static dev.sluice.dataplane.main.Limited.limit;
import static dev.sluice.dataplane.main.Limited.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.match.PathMatch;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Costs that an expression says, on real sockets. */
class LimitCostTest {
  private static final Action HELLO = new Respond(200, List.of(), "hello");

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static Limited policy(String expression) {
    return Limited.of(
        "test/p", costs(limit("l", perMinute(1, 100)), new LimitCost.Expression(expression)));
  }

  private void serve(String expression) throws Exception {
    running.apply(
        Running.route(
            "a.test", Running.rule("r", PathMatch.ANY, HELLO, filter(policy(expression)))));
  }

  private String ask(String method, String target, String rest) throws Exception {
    return running.exchange(
        method + " " + target + " HTTP/1.1\r\nHost: A.test\r\nConnection: close\r\n" + rest);
  }

  private String get(String target, String... fields) throws Exception {
    return ask("GET", target, String.join("", fields) + "\r\n");
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static int left(String answer) {
    Matcher found = Pattern.compile("\r\nratelimit: \"l\";r=(\\d+)").matcher(answer);
    assertThat(found.find()).as(answer).isTrue();
    return Integer.parseInt(found.group(1));
  }

  @Test
  void a_request_costs_what_an_expression_makes_of_it() throws Exception {
    serve(
        """
        request.method == "POST" ? request.size / 10
            : request.path.startsWith("/search") ? int(request.query["n"])
            : request.host == "a.test" && client.address == "127.0.0.1" ? 3 : 1""");
    assertThat(left(get("/"))).isEqualTo(97);
    assertThat(left(get("/search/all?n=40"))).isEqualTo(57);
    String posted = ask("POST", "/", "Content-Length: 500\r\n\r\n" + "x".repeat(500));
    assertThat(left(posted)).isEqualTo(7);
    assertThat(status(get("/search?n=50"))).isEqualTo(429);
    assertThat(status(get("/search?n=-50"))).as("less than 0 counts as 0").isEqualTo(200);
    assertThat(status(get("/search?n=5"))).isEqualTo(200);
  }

  @Test
  void a_request_whose_cost_cannot_be_told_is_refused_and_takes_nothing() throws Exception {
    serve("int(request.headers[\"x-units\"])");
    String refused = get("/");
    assertThat(status(refused)).isEqualTo(500);
    assertThat(refused).contains("\"title\":\"rate_limit_cost\"");
    assertThat(status(get("/", "X-Units: many\r\n"))).isEqualTo(500);
    assertThat(left(get("/", "X-Units: 10\r\n"))).isEqualTo(90);
    assertThat(running.metric("sluice_limit_cost_failures_total", "limit=\"l\"")).isEqualTo(2);
  }

  @Test
  void a_body_of_unknown_size_does_not_pass_for_an_empty_one() throws Exception {
    serve("request.size");
    assertThat(left(get("/"))).isEqualTo(100);
    String chunked = ask("POST", "/", "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    assertThat(status(chunked)).isEqualTo(500);
  }

  @Test
  void a_dry_run_lets_it_pass() throws Exception {
    running.apply(
        Running.route(
            "a.test",
            Running.rule("r", PathMatch.ANY, HELLO, filter(policy("1 / request.size").dryRun()))));
    assertThat(status(get("/"))).isEqualTo(200);
    assertThat(running.metric("sluice_limit_requests_total", "\"would_refuse\"")).isEqualTo(1);
  }

  @Test
  void a_response_says_what_its_request_has_cost_and_the_request_is_as_it_came() throws Exception {
    Limit limit =
        costs(
            limit("l", perMinute(1, 100)),
            new LimitCost.Expression(
                """
                response.status == 200
                    ? int(response.headers["x-tokens"]) * int(request.headers["x-factor"])
                        + response.size
                    : 0"""));
    HeaderEdits edits = new HeaderEdits(List.of(), List.of(), List.of("x-factor"));
    try (Backend backend =
        Backend.answering("HTTP/1.1 200 OK\r\nX-Tokens: 25\r\nContent-Length: 2\r\n\r\nok")) {
      running.apply(
          Running.endpoints(backend),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  PathMatch.ANY,
                  Running.proxy(),
                  filter(Limited.of("test/p", limit)),
                  new RequestEdit(edits))));
      assertThat(left(get("/", "X-Factor: 2\r\n"))).isEqualTo(48);
      assertThat(backend.heads.get(0)).doesNotContainIgnoringCase("x-factor");
      assertThat(left(get("/"))).as("what cannot be told counts as 1").isEqualTo(47);
      assertThat(running.metric("sluice_limit_cost_failures_total", "limit=\"l\"")).isEqualTo(1);
    }
    assertThat(left(get("/", "X-Factor: 2\r\n"))).as("an outage costs nothing").isEqualTo(47);
  }
}

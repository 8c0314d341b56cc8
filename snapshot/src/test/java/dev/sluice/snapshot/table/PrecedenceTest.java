package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.exact;
import static dev.sluice.snapshot.table.Routes.is;
import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static dev.sluice.snapshot.table.Routes.regex;
import static dev.sluice.snapshot.table.Routes.route;
import static dev.sluice.snapshot.table.Routes.rule;
import static dev.sluice.snapshot.table.Routes.table;
import static dev.sluice.snapshot.table.Routes.template;
import static dev.sluice.snapshot.table.Routes.winner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrecedenceTest {
  private static final Ask REQUEST =
      Ask.get("h", "/a/b")
          .header("x", "1")
          .header("y", "1")
          .queried("x", "1")
          .queried("y", "1")
          .cookied("x", "1")
          .cookied("y", "1");

  /** Whatever the order in which they are written. */
  private static void first(RequestMatch winner, RequestMatch loser) {
    assertThat(winner(table(route("r", "h", rule("w", winner), rule("l", loser))), REQUEST))
        .isEqualTo("w");
    assertThat(winner(table(route("r", "h", rule("l", loser), rule("w", winner))), REQUEST))
        .isEqualTo("w");
  }

  private static RequestMatch asks(List<String> methods, int headers, int query, int cookies) {
    List<NamedMatch> all = List.of(is("x", "1"), is("y", "1"));
    return new RequestMatch(
        prefix("/a"),
        methods,
        all.subList(0, headers),
        all.subList(0, query),
        all.subList(0, cookies));
  }

  @Test
  void a_cookie_comes_before_an_address_and_an_address_before_none() {
    RequestMatch from =
        new RequestMatch(
            prefix("/a"), List.of(), List.of(), List.of(), List.of(), List.of("10.0.0.0/8"));
    first(asks(List.of(), 0, 0, 1), from);
    first(from, asks(List.of(), 0, 0, 0));
  }

  @Test
  void an_exact_path_comes_before_a_template() {
    first(on(exact("/a/b")), on(template("/a/{x}")));
  }

  @Test
  void a_template_comes_before_a_regex() {
    first(on(template("/{x}/{y}")), on(regex("/a/b")));
  }

  @Test
  void a_regex_comes_before_a_prefix() {
    first(on(regex("/.*")), on(prefix("/a/b")));
  }

  @Test
  void the_longer_literal_comes_first_among_prefixes_and_templates_with_rest() {
    first(on(prefix("/a/b")), on(prefix("/a")));
    first(on(prefix("/a/b")), on(template("/a/{r=**}")));
    first(on(template("/a/b/{r=**}")), on(prefix("/a")));
    first(on(prefix("/a")), on(prefix("/")));
  }

  @Test
  void the_longer_literal_comes_first_among_templates() {
    first(on(template("/a/{x}")), on(template("/{x}/{y}")));
  }

  @Test
  void a_match_on_the_method_comes_before_one_on_headers() {
    first(asks(List.of("GET"), 0, 0, 0), asks(List.of(), 2, 2, 2));
  }

  @Test
  void more_headers_come_before_more_query_parameters() {
    first(asks(List.of(), 1, 0, 0), asks(List.of(), 0, 2, 2));
    first(asks(List.of(), 2, 0, 0), asks(List.of(), 1, 0, 0));
  }

  @Test
  void more_query_parameters_come_before_more_cookies() {
    first(asks(List.of(), 0, 1, 0), asks(List.of(), 0, 0, 2));
    first(asks(List.of(), 0, 2, 0), asks(List.of(), 0, 1, 0));
  }

  @Test
  void more_cookies_come_first() {
    first(asks(List.of(), 0, 0, 2), asks(List.of(), 0, 0, 1));
  }

  @Test
  void the_older_route_comes_first() {
    Route older = route("z", 1, List.of("h"), rule("older", on(prefix("/a"))));
    Route newer = route("a", 2, List.of("h"), rule("newer", on(prefix("/a"))));
    assertThat(winner(table(newer, older), REQUEST)).isEqualTo("older");
  }

  @Test
  void among_routes_of_one_age_the_name_decides_and_then_the_place() {
    Route a = route("a", "h", rule("a0", on(prefix("/a"))), rule("a1", on(prefix("/a"))));
    Route b = route("b", "h", rule("b0", on(prefix("/a"))));
    assertThat(winner(table(b, a), REQUEST)).isEqualTo("a0");
    Route other = new Route(new RouteId("api", "z"), 1, 0, a.hostnames(), null, b.rules());
    assertThat(winner(table(a, other), REQUEST)).isEqualTo("b0");
  }

  @Test
  void where_a_nearer_match_asks_for_more_the_next_one_is_tried() {
    assertThat(
            winner(
                table(
                    route("r", "h", rule("p", on(prefix("/a")))),
                    route("s", "h", rule("e", Routes.methods(exact("/a/b"), "POST"))),
                    route("t", "h", rule("t", Routes.headers(template("/a/{x}"), is("x", "2"))))),
                REQUEST))
        .isEqualTo("p");
  }
}

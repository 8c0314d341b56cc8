package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.exact;
import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static dev.sluice.snapshot.table.Routes.regex;
import static dev.sluice.snapshot.table.Routes.route;
import static dev.sluice.snapshot.table.Routes.rule;
import static dev.sluice.snapshot.table.Routes.table;
import static dev.sluice.snapshot.table.Routes.template;
import static dev.sluice.snapshot.table.Routes.winner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoutingTableTest {
  private static String path(PathMatch match, String path) {
    return winner(table(route("r", "h", rule("hit", on(match)))), Ask.get("h", path));
  }

  @Test
  void the_most_specific_claim_on_a_host_wins() {
    RoutingTable<String> table =
        table(
            route("a", "shop.example.com", rule("exact", on(prefix("/")))),
            route("b", "*.example.com", rule("wildcard", on(prefix("/")))),
            route("c", "*.eu.example.com", rule("longer", on(prefix("/")))),
            route("d", "", rule("every", on(prefix("/")))));
    assertThat(winner(table, Ask.get("shop.example.com", "/"))).isEqualTo("exact");
    assertThat(winner(table, Ask.get("a.example.com", "/"))).isEqualTo("wildcard");
    assertThat(winner(table, Ask.get("a.b.example.com", "/"))).isEqualTo("wildcard");
    assertThat(winner(table, Ask.get("a.eu.example.com", "/"))).isEqualTo("longer");
    assertThat(winner(table, Ask.get("example.com", "/"))).isEqualTo("every");
    assertThat(winner(table, Ask.get(".example.com", "/"))).isEqualTo("every");
    assertThat(winner(table, Ask.get("notexample.com", "/"))).isEqualTo("every");
    assertThat(winner(table, Ask.get("", "/"))).isEqualTo("every");
  }

  @Test
  void no_other_host_is_asked_where_the_claimed_one_has_no_match() {
    RoutingTable<String> table =
        table(
            route("a", "shop.example.com", rule("exact", on(prefix("/cart")))),
            route("b", "*.example.com", rule("wildcard", on(prefix("/")))),
            route("c", "", rule("every", on(prefix("/")))));
    assertThat(winner(table, Ask.get("shop.example.com", "/other"))).isEqualTo("-");
  }

  @Test
  void a_prefix_matches_whole_segments() {
    assertThat(path(prefix("/cart"), "/cart")).isEqualTo("hit");
    assertThat(path(prefix("/cart"), "/cart/")).isEqualTo("hit");
    assertThat(path(prefix("/cart"), "/cart/7")).isEqualTo("hit");
    assertThat(path(prefix("/cart"), "/cartoon")).isEqualTo("-");
    assertThat(path(prefix("/"), "/")).isEqualTo("hit");
  }

  @Test
  void an_exact_path_and_percent_bytes_are_compared_byte_for_byte() {
    assertThat(path(exact("/cart"), "/cart/")).isEqualTo("-");
    assertThat(path(exact("/caf%C3%A9"), "/caf%C3%A9")).isEqualTo("hit");
    assertThat(path(exact("/caf%C3%A9"), "/caf%c3%a9")).isEqualTo("-");
    assertThat(path(exact("/caf%C3%A9"), "/café")).isEqualTo("-");
    assertThat(path(prefix("/café"), "/café/x")).isEqualTo("hit");
  }

  @Test
  void a_capture_is_one_segment_that_is_not_empty() {
    assertThat(path(template("/users/{id}"), "/users/7")).isEqualTo("hit");
    assertThat(path(template("/users/{id}"), "/users/")).isEqualTo("-");
    assertThat(path(template("/users/{id}"), "/users/7/")).isEqualTo("-");
    assertThat(path(template("/users/{id}"), "/users/7/x")).isEqualTo("-");
    assertThat(path(template("/users/{r=**}"), "/users")).isEqualTo("hit");
    assertThat(path(template("/"), "/")).isEqualTo("hit");
  }

  @Test
  void a_regex_must_match_the_whole_path() {
    assertThat(path(regex("/v[0-9]+/.*"), "/v2/x")).isEqualTo("hit");
    assertThat(path(regex("/v[0-9]+"), "/v2/x")).isEqualTo("-");
    assertThat(path(regex("/a/b+/c"), "/a/bb/c")).isEqualTo("hit");
    assertThat(path(regex("/a/b/?"), "/a/b")).isEqualTo("hit");
    assertThat(path(regex("/a/b*"), "/a/")).isEqualTo("hit");
    assertThat(path(regex("/a/b|/c/d"), "/c/d")).isEqualTo("hit");
    assertThat(path(regex("\\Q/a/\\E.*"), "/a/x")).isEqualTo("hit");
    assertThat(path(regex("^/a/.*$"), "/a/x")).isEqualTo("hit");
  }

  @Test
  void a_path_that_does_not_start_with_a_slash_matches_nothing() {
    assertThat(path(prefix("/"), "*")).isEqualTo("-");
    assertThat(path(prefix("/"), "")).isEqualTo("-");
    assertThat(path(regex(".*"), "*")).isEqualTo("-");
  }

  @Test
  void captures_are_offsets_into_the_request() {
    RoutingTable<String> table =
        table(route("r", "h", rule("u", on(template("/users/{id}/orders/{rest=**}")))));
    Ask request = Ask.get("h", "/users/42/orders/a/b");
    Lookup<String> lookup = new Lookup<>();
    assertThat(table.lookup(request, lookup)).isTrue();
    assertThat(lookup.captures()).containsExactly("id", "rest");
    assertThat(request.text(lookup.captureStart(0), lookup.captureEnd(0))).isEqualTo("42");
    assertThat(request.text(lookup.captureStart(1), lookup.captureEnd(1))).isEqualTo("a/b");
    Ask bare = Ask.get("h", "/users/42/orders");
    assertThat(table.lookup(bare, lookup)).isTrue();
    assertThat(bare.text(lookup.captureStart(1), lookup.captureEnd(1))).isEmpty();
  }

  @Test
  void the_matched_prefix_is_known_for_a_rewrite() {
    Lookup<String> lookup = new Lookup<>();
    table(route("r", "h", rule("x", on(prefix("/cart/"))))).lookup(Ask.get("h", "/cart/7"), lookup);
    assertThat(lookup.prefixLength()).isEqualTo(5);
    table(route("r", "h", rule("x", on(prefix("/"))))).lookup(Ask.get("h", "/cart/7"), lookup);
    assertThat(lookup.prefixLength()).isZero();
  }

  @Test
  void what_did_not_change_is_taken_over_with_its_attachments() {
    Route a = route("a", "a", rule("a", on(prefix("/"))));
    Route b = route("b", "b", rule("b", on(prefix("/"))));
    List<String> made = new ArrayList<>();
    RoutingTable<String> one =
        RoutingTable.build(null, List.of(a, b), (route, rule) -> noted(made, rule.name()));
    Route changed = route("b", "b", rule("b2", on(prefix("/"))));
    Route equal = route("a", "a", rule("a", on(prefix("/"))));
    RoutingTable<String> two =
        RoutingTable.build(one, List.of(equal, changed), (r, rule) -> noted(made, rule.name()));
    assertThat(made).containsExactly("a", "b", "b2");
    assertThat(two.host(Ask.get("a", "/"))).isSameAs(one.host(Ask.get("a", "/")));
    assertThat(two.host(Ask.get("b", "/"))).isNotSameAs(one.host(Ask.get("b", "/")));
    assertThat(winner(one, Ask.get("b", "/"))).isEqualTo("b");
    assertThat(winner(two, Ask.get("b", "/"))).isEqualTo("b2");
  }

  private static String noted(List<String> made, String name) {
    made.add(name);
    return name;
  }

  @Test
  void a_route_that_cannot_be_built_leaves_its_previous_version_and_its_siblings_in_service() {
    Route good = route("a", "a", rule("old", on(prefix("/"))));
    Route bad = route("a", "a", rule("new", on(regex("/(?=x)"))));
    Route sibling = route("b", "b", rule("sibling", on(prefix("/"))));
    RoutingTable<String> table =
        RoutingTable.build(table(good), List.of(bad, sibling), (route, rule) -> rule.name());
    assertThat(table.problems()).containsOnlyKeys(bad.id());
    assertThat(table.problems().get(bad.id())).contains("/(?=x)");
    assertThat(winner(table, Ask.get("a", "/"))).isEqualTo("old");
    assertThat(winner(table, Ask.get("b", "/"))).isEqualTo("sibling");
  }
}

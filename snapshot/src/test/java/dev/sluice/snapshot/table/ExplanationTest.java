package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.exact;
import static dev.sluice.snapshot.table.Routes.headers;
import static dev.sluice.snapshot.table.Routes.is;
import static dev.sluice.snapshot.table.Routes.methods;
import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static dev.sluice.snapshot.table.Routes.route;
import static dev.sluice.snapshot.table.Routes.rule;
import static dev.sluice.snapshot.table.Routes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.table.Explanation.Step;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final RoutingTable<String> TABLE =
      table(
          route(
              "shop",
              "*.example.com",
              rule("create", methods(exact("/cart"), "POST", "PUT")),
              rule("beta", headers(prefix("/cart"), is("x-beta", "1"))),
              rule("cart", on(prefix("/cart"))),
              rule("all", on(prefix("/"))),
              rule("users", on(exact("/users")))));

  @Test
  void each_rule_that_is_passed_over_says_why_in_order_of_precedence() {
    Explanation why = TABLE.explain(Ask.get("shop.example.com", "/cart"));
    assertThat(why.host()).isEqualTo("*.example.com");
    assertThat(why.steps())
        .extracting(Step::reason)
        .containsExactly(
            "path is /cart, rule wants exactly /users",
            "method is GET, rule wants POST or PUT",
            "header x-beta is absent, rule wants '1'",
            null,
            "matches too, but web/shop/cart comes first");
    assertThat(why.winner()).isEqualTo(3);
  }

  @Test
  void a_host_that_nobody_claims_has_no_steps() {
    Explanation why = TABLE.explain(Ask.get("other.org", "/cart"));
    assertThat(why.host()).isNull();
    assertThat(why.steps()).isEmpty();
    assertThat(why.winner()).isEqualTo(-1);
  }
}

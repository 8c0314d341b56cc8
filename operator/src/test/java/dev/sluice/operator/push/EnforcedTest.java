package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who enforces a policy. */
final class EnforcedTest {
  private static final RouteId SHOP = new RouteId("web", "shop");
  private static final RouteId CART = new RouteId("web", "cart");
  private static final Set<String> PODS = Set.of("a");

  private final DataPlanes board = new DataPlanes();

  @Test
  void a_policy_is_enforced_when_every_route_that_holds_it_is_served() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of());
    assertThat(enforcing(1, SHOP).programmed()).isTrue();
    assertThat(enforcing(1, SHOP, CART).waiting()).containsExactly("a");

    board.published(revision('2'), List.of(route(CART, 1, policy(1), "all")), List.of());
    assertThat(enforcing(1, SHOP, CART).waiting()).containsExactly("a");
    board.acked("a", revision('2'), Map.of());
    assertThat(enforcing(1, SHOP, CART).acked()).containsExactly("a");
  }

  @Test
  void an_edit_waits_for_its_own_ack() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of());
    assertThat(enforcing(2, SHOP).waiting()).containsExactly("a");
    board.published(revision('2'), List.of(route(SHOP, 1, policy(2), "all")), List.of());
    assertThat(enforcing(2, SHOP).waiting()).containsExactly("a");
    board.acked("a", revision('2'), Map.of());
    assertThat(enforcing(2, SHOP).programmed()).isTrue();
  }

  @Test
  void another_change_to_the_route_takes_nothing_back() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of());
    board.published(revision('2'), List.of(route(SHOP, 2, policy(1), "all")), List.of());
    assertThat(enforcing(1, SHOP).programmed()).isTrue();
  }

  @Test
  void one_more_rule_waits_for_its_ack() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of());
    board.published(revision('2'), List.of(route(SHOP, 2, policy(1), "all", "cart")), List.of());
    assertThat(enforcing(1, SHOP).waiting()).containsExactly("a");
  }

  @Test
  void a_route_that_cannot_be_built_is_not_limited() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of(EntryKey.route(SHOP), "unknown filter"));
    assertThat(enforcing(1, SHOP).rejected()).containsEntry("a", "unknown filter");
  }

  @Test
  void a_route_that_was_taken_out_holds_nothing() {
    board.published(revision('1'), List.of(route(SHOP, 1, policy(1), "all")), List.of());
    board.connected("a", true, revision('1'), Map.of());
    board.published(revision('2'), List.of(), List.of(SHOP));
    assertThat(enforcing(1, SHOP).waiting()).containsExactly("a");
  }

  private Standing enforcing(long generation, RouteId... routes) {
    return board.enforcing(policy(generation), List.of(routes), PODS);
  }

  private static LimitPolicy policy(long generation) {
    return new LimitPolicy(
        "web/limit",
        generation,
        LimitPolicy.Scope.LOCAL,
        LimitPolicy.Counting.EXACT,
        List.of(
            new Limit(
                "all", new Limit.Bound.Rate(10, 1_000, 10), List.of(), null, LimitCost.ONE, null)),
        LimitPolicy.OnStoreFailure.LOCAL,
        LimitPolicy.LimitHeaders.DRAFT,
        new LimitPolicy.Refusal(429, "", "text/plain"),
        false);
  }

  private static Route route(RouteId id, long generation, LimitPolicy policy, String... rules) {
    List<FilterConfig> filters = List.of(new RateLimit(Phase.LIMIT, List.of(policy)));
    RequestMatch any = new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());
    return new Route(
        id,
        generation,
        1_000,
        List.of(),
        null,
        Stream.of(rules)
            .map(
                name -> new Rule(name, List.of(any), filters, new Broken("test"), Timeouts.DEFAULT))
            .toList());
  }

  private static Revision revision(char digit) {
    return new Revision(String.valueOf(digit).repeat(64));
  }
}

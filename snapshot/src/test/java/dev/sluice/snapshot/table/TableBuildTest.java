package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static dev.sluice.snapshot.table.Routes.regex;
import static dev.sluice.snapshot.table.Routes.route;
import static dev.sluice.snapshot.table.Routes.rule;
import static dev.sluice.snapshot.table.Routes.table;
import static dev.sluice.snapshot.table.Routes.winner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.match.ByteTable;
import dev.sluice.snapshot.route.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TableBuildTest {
  private static final List<String> HOSTS =
      List.of("a.b", "c.a.b", "*.a.b", "*.b", "x", "y.b", "z", "*.z", "q.r.z", "");
  private static final List<String> ASKED =
      List.of("a.b", "c.a.b", "d.a.b", "y.b", "w.b", "x", "z", "q.r.z", "r.z", "nobody");

  @Test
  void a_table_that_was_changed_step_by_step_is_the_one_that_is_built_anew() {
    Random random = new Random(11);
    Map<RouteId, Route> routes = new HashMap<>();
    RoutingTable<String> table = RoutingTable.empty();
    RoutingTable<String> told = RoutingTable.empty();
    for (int step = 0; step < 2_000; step++) {
      Map<RouteId, Route> earlier = Map.copyOf(routes);
      int edits = random.nextInt(20) == 0 ? 40 : 1 + random.nextInt(3);
      for (int i = 0; i < edits; i++) {
        String name = "r" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          routes.remove(new RouteId("web", name));
        } else {
          Route made = drawn(name, step, random);
          routes.put(made.id(), made);
        }
      }
      RoutingTable<String> before = table;
      table = next(before, routes.values());
      RoutingTable<String> anew = next(null, routes.values());
      told = told(told, earlier, routes);
      assertThat(table.rules()).isEqualTo(anew.rules());
      assertThat(told.rules()).isEqualTo(anew.rules());
      if (table != before) {
        Set<RuleId> gone = before.rules();
        gone.removeAll(table.rules());
        assertThat(table.gone()).isEqualTo(gone);
      }
      for (String host : ASKED) {
        for (String path : List.of("/", "/p", "/p/q", "/other")) {
          Ask ask = Ask.get(host, path);
          assertThat(winner(table, ask))
              .as("step %d: %s%s", step, host, path)
              .isEqualTo(winner(anew, ask))
              .isEqualTo(winner(told, ask));
        }
      }
    }
  }

  @Test
  void where_nothing_changed_it_is_the_same_table() {
    Route one = route("a", "a", rule("r", on(prefix("/"))));
    Route equal = route("a", "a", rule("r", on(prefix("/"))));
    RoutingTable<String> table = table(one);
    assertThat(next(table, List.of(equal))).isSameAs(table);
  }

  @Test
  void a_route_that_cannot_be_built_takes_no_rule_of_the_one_before_away() {
    RoutingTable<String> table = table(route("a", "a", rule("old", on(prefix("/")))));
    RoutingTable<String> next =
        next(table, List.of(route("a", "a", rule("new", on(regex("/(?=x)"))))));
    assertThat(next.gone()).isEmpty();
    assertThat(next.rules()).isEqualTo(table.rules());
  }

  @Test
  void keys_come_and_go_in_a_table_of_bytes_as_in_any_map() {
    Random random = new Random(5);
    Map<String, Integer> map = new HashMap<>();
    ByteTable<Integer> table = ByteTable.of(map);
    for (int step = 0; step < 5_000; step++) {
      String key = "k" + random.nextInt(200);
      ByteTable<Integer> before = table;
      Integer was = find(before, key);
      if (random.nextInt(5) < 2) {
        map.remove(key);
        table = table.with(key, null);
      } else {
        map.put(key, step);
        table = table.with(key, step);
      }
      assertThat(find(before, key)).isEqualTo(was);
      for (int i = 0; i < 200; i++) {
        assertThat(find(table, "k" + i)).isEqualTo(map.get("k" + i));
      }
    }
  }

  private static Integer find(ByteTable<Integer> table, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return table.find(bytes, 0, bytes.length);
  }

  private static RoutingTable<String> next(RoutingTable<String> before, Collection<Route> routes) {
    // In an order that says nothing, as a map gives them.
    return RoutingTable.build(
        before, new HashSet<>(routes), (route, rule) -> route.id().name() + rule.name());
  }

  /** The same, of one that is told what has changed. */
  private static RoutingTable<String> told(
      RoutingTable<String> before, Map<RouteId, Route> earlier, Map<RouteId, Route> now) {
    Set<RouteId> removed = new HashSet<>(earlier.keySet());
    removed.removeAll(now.keySet());
    Set<Route> put = new HashSet<>(now.values());
    put.removeAll(earlier.values());
    return RoutingTable.build(
        before, put, removed, (route, rule) -> route.id().name() + rule.name());
  }

  private static Route drawn(String name, int step, Random random) {
    List<String> hosts = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String host = HOSTS.get(random.nextInt(HOSTS.size()));
      if (!host.isEmpty() && !hosts.contains(host)) {
        hosts.add(host);
      }
    }
    String path = List.of("/", "/p", "/p/q").get(random.nextInt(3));
    return route(name, random.nextInt(5), hosts, rule("v" + step % 7, on(prefix(path))));
  }
}

package dev.sluice.snapshot.table;

import static dev.sluice.snapshot.table.Routes.exact;
import static dev.sluice.snapshot.table.Routes.on;
import static dev.sluice.snapshot.table.Routes.prefix;
import static dev.sluice.snapshot.table.Routes.route;
import static dev.sluice.snapshot.table.Routes.rule;
import static dev.sluice.snapshot.table.Routes.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.snapshot.route.Route;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work is counted, not timed: a clock says little on a machine that is shared. */
final class LookupCostTest {
  private static RoutingTable<String> oneHost(int routes) {
    List<Route> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      all.add(
          route(
              "r" + i,
              "shop.example.com",
              rule("prefix", on(prefix("/api/service-" + i))),
              rule("template", on(template("/api/service-" + i + "/users/{id}"))),
              rule("exact", on(exact("/exact/" + i)))));
    }
    return Routes.table(all.toArray(Route[]::new));
  }

  private static RoutingTable<String> manyHosts(int routes) {
    List<Route> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      String host = (i % 2 == 0 ? "" : "*.") + "h" + i + ".example.com";
      all.add(route("r" + i, host, rule("prefix", on(prefix("/")))));
    }
    return Routes.table(all.toArray(Route[]::new));
  }

  private static int work(RoutingTable<String> table, String host, String path) {
    Lookup<String> lookup = new Lookup<>();
    assertThat(table.lookup(Ask.get(host, path), lookup)).isTrue();
    return lookup.nodes + lookup.tried;
  }

  @Test
  void a_lookup_is_the_same_work_among_10_and_among_10_000_routes() {
    RoutingTable<String> few = oneHost(10);
    RoutingTable<String> many = oneHost(10_000);
    for (String path : List.of("/api/service-7/x", "/api/service-7/users/1", "/exact/7")) {
      int work = work(few, "shop.example.com", path);
      assertThat(work).as(path).isLessThan(10);
      assertThat(work(many, "shop.example.com", path)).as(path).isEqualTo(work);
    }
    assertThat(work(manyHosts(10_000), "h8.example.com", "/"))
        .isEqualTo(work(manyHosts(10), "h8.example.com", "/"));
    assertThat(work(manyHosts(10_000), "x.y.h7.example.com", "/"))
        .isEqualTo(work(manyHosts(10), "x.y.h7.example.com", "/"));
  }

  @Test
  void a_lookup_that_finds_its_rule_allocates_nothing() {
    RoutingTable<String> table = oneHost(1000);
    Lookup<String> lookup = new Lookup<>();
    List<Ask> asks =
        List.of(
            Ask.get("shop.example.com", "/api/service-7/x"),
            Ask.get("shop.example.com", "/api/service-7/users/1"),
            Ask.get("shop.example.com", "/exact/7"));
    for (Ask ask : asks) {
      assertThat(allocated(table, ask, lookup)).as(ask.toString()).isZero();
    }
  }

  /** The least of several rounds: the JVM may allocate on our thread while it compiles. */
  private static long allocated(RoutingTable<String> table, Ask ask, Lookup<String> lookup) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    int hits = 0;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1000; i++) {
        hits += table.lookup(ask, lookup) ? 1 : 0;
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertThat(hits).isEqualTo(20_000);
    return least;
  }
}

package dev.sluice.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.NeedsKubeApi;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What 1,000 routes of which nothing changes cost the API server: no write of a status, by its own
 * count, whoever leads and however often all of them are looked at.
 */
@NeedsKubeApi
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class QuietStatusIT {
  private static final int ROUTES = 1_000;

  private static Cluster cluster;
  private static Operator leader;
  private static int made;

  @BeforeAll
  static void start() {
    cluster = new Cluster();
    leader = cluster.operator("operator-1");
    Cluster.until("it leads", leader::leads);
    Cluster.until("it is ready", () -> leader.missing().isEmpty());
    cluster.dataPlane("dataplane-1", leader);
    cluster.ready("dataplane-1");
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < ROUTES; i++) {
      all.append(
          """
          ---
          apiVersion: sluice.dev/v1alpha1
          kind: ApiRoute
          metadata: {name: route-%d, namespace: web}
          spec:
            hostnames: [host-%d.example.com]
            rules: [{name: all, respond: {body: hello}}]
          """
              .formatted(i, i));
    }
    cluster.create(all.toString());
    Cluster.until("all serve", Duration.ofMinutes(2), () -> programmed() == ROUTES);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void a_look_at_every_route_writes_nothing() {
    double before = writes();
    // A resync to the informers: every object is news, and no word of it.
    cluster.run("-n", "web", "label", "ar", "--all", "touched=yes");
    double own = anotherRoute();
    assertThat(writes() - before).isEqualTo(own);
  }

  @Test
  @Order(2)
  void another_leader_writes_nothing() {
    Operator next = cluster.operator("operator-2");
    cluster.dataPlane("dataplane-1", leader, next);
    Cluster.until("it is ready", () -> next.missing().isEmpty());
    double before = writes();
    leader.close();
    Cluster.until("the other one leads", next::leads);
    leader = next;
    double own = anotherRoute();
    assertThat(writes() - before).isEqualTo(own);
  }

  @Test
  @Order(3)
  void an_operator_that_starts_again_writes_nothing() {
    double before = writes();
    leader.close();
    leader = cluster.operator("operator-3");
    cluster.dataPlane("dataplane-1", leader);
    Cluster.until("it leads", leader::leads);
    double own = anotherRoute();
    assertThat(writes() - before).isEqualTo(own);
  }

  /**
   * A route more, which is looked at after all the others were, and how often its own status was
   * written: the leader counts that, and has written nothing else.
   */
  private static double anotherRoute() {
    double before = Cluster.statusWrites(leader);
    String name = "another-" + made++;
    cluster.route(name, name + ".example.com", "/", "nowhere");
    cluster.waitFor(name, "Programmed");
    double own = Cluster.statusWrites(leader) - before;
    assertThat(own).isBetween(1.0, 3.0);
    return own;
  }

  private static long programmed() {
    String all =
        cluster.run(
            "-n",
            "web",
            "get",
            "ar",
            "-o",
            "jsonpath={.items[*].status.conditions[?(@.type==\"Programmed\")].status}");
    return Stream.of(all.split(" ")).filter("True"::equals).count();
  }

  /** By the API server's count. */
  private static double writes() {
    return cluster
        .run("get", "--raw", "/metrics")
        .lines()
        .filter(line -> line.startsWith("apiserver_request_total{"))
        .filter(line -> line.contains("resource=\"apiroutes\""))
        .filter(line -> line.contains("subresource=\"status\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}

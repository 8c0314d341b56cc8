package dev.sluice.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.NeedsKubeApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two fleets, each with an operator and a data plane, that serve the same routes. */
@NeedsKubeApi
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TwoFleetsIT {
  private static Cluster cluster;
  private static Operator north;
  private static Operator south;
  private static FakeDataPlane southern;

  @BeforeAll
  static void start() {
    cluster = new Cluster();
    north = cluster.operatorOf("north");
    south = cluster.operatorOf("south");
    Cluster.until("both lead", () -> north.leads() && south.leads());
    Cluster.until("both are ready", () -> north.missing().isEmpty() && south.missing().isEmpty());
    cluster.dataPlaneOf("north", "north-1", north);
    southern = cluster.dataPlaneOf("south", "south-1", south);
    cluster.readyOf("north-dataplane", "north-1");
    cluster.readyOf("south-dataplane", "south-1");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void a_route_of_two_fleets_says_what_both_come_to() {
    apply("shared", "[north, south]", "/one");
    cluster.waitFor("shared", "Programmed");
    assertThat(cluster.condition("shared", "Programmed"))
        .isEqualTo(
            "True Programmed fleet north: 1 of 1 data plane serves generation 1;"
                + " fleet south: 1 of 1 data plane serves generation 1");
    assertThat(cluster.condition("shared", "Accepted"))
        .isEqualTo("True Accepted fleet north: 1 rule; fleet south: 1 rule");
    assertThat(status("shared", "{.status.dataPlanes}")).isEqualTo("2/2");
    assertThat(status("shared", "{.status.fleets[*].name}").split(" "))
        .containsExactlyInAnyOrder("north", "south");
  }

  @Test
  @Order(2)
  void neither_fleet_writes_again_what_the_other_wrote() {
    String version = status("shared", "{.metadata.resourceVersion}");
    double writes = writes();
    apply("north", "[north]", "/");
    apply("south", "[south]", "/");
    cluster.waitFor("north", "Programmed");
    cluster.waitFor("south", "Programmed");
    assertThat(status("shared", "{.metadata.resourceVersion}")).isEqualTo(version);
    double two = writes() - writes;
    // Both operators look at an object whose metadata was touched, and find nothing to say.
    cluster.run("-n", "web", "label", "ar", "--all", "touched=yes");
    apply("later", "[north]", "/later");
    apply("latest", "[south]", "/latest");
    cluster.waitFor("later", "Programmed");
    cluster.waitFor("latest", "Programmed");
    assertThat(two).isBetween(2.0, 6.0);
    assertThat(writes() - writes - two).isBetween(2.0, 6.0);
  }

  @Test
  @Order(3)
  void it_is_programmed_only_when_both_fleets_serve_it() {
    southern.acks = false;
    apply("shared", "[north, south]", "/two");
    Cluster.until(
        "the fleet that lags is named",
        () ->
            cluster
                .condition("shared", "Programmed")
                .equals(
                    "False Pending fleet south: 0 of 1 serve generation 2; waiting for south-1"));
    assertThat(status("shared", "{.status.dataPlanes}")).isEqualTo("1/2");
    southern.ackNow();
    cluster.waitFor("shared", "Programmed");
  }

  @Test
  @Order(4)
  void a_fleet_that_is_not_there_is_waited_for() {
    apply("absent", "[north, west]", "/");
    Cluster.until(
        "it is named",
        () ->
            cluster
                .condition("absent", "Programmed")
                .equals("False Pending fleet west has said nothing of generation 1"));
    assertThat(cluster.condition("absent", "Accepted")).startsWith("True Accepted");
  }

  @Test
  @Order(5)
  void a_policy_on_a_shared_route_is_enforced_when_both_fleets_enforce_it() {
    cluster.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: calm, namespace: web}
        spec:
          targetRefs: [{name: shared}]
          limits: [{name: all, requests: 100, per: 1m}]
        """);
    Cluster.until(
        "both enforce it",
        () ->
            cluster
                .condition("rlp", "calm", "Enforced")
                .equals(
                    "True Enforced fleet north: 1 of 1 data plane enforces generation 1;"
                        + " fleet south: 1 of 1 data plane enforces generation 1"));
  }

  @Test
  @Order(6)
  void what_a_fleet_said_goes_with_its_name() {
    apply("shared", "[south]", "/three");
    Cluster.until(
        "south speaks alone",
        () ->
            cluster
                .condition("shared", "Programmed")
                .equals("True Programmed 1 of 1 data plane serves generation 3"));
    Cluster.until("nobody speaks of fleets", () -> status("shared", "{.status.fleets}").isEmpty());
    Cluster.until(
        "north has taken back all it wrote",
        () ->
            !cluster
                .run("-n", "web", "get", "ar", "shared", "-o", "yaml", "--show-managed-fields")
                .contains("sluice-operator-north"));
    assertThat(status("shared", "{.status.dataPlanes}")).isEqualTo("1/1");
  }

  private static void apply(String name, String gateways, String prefix) {
    cluster.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: %s, namespace: web}
        spec:
          gateways: %s
          hostnames: [%s.example.com]
          rules:
          - name: all
            matches: [{path: {prefix: %s}}]
            respond: {body: hello}
        """
            .formatted(name, gateways, name, prefix));
  }

  private static String status(String name, String path) {
    return cluster.run("-n", "web", "get", "ar", name, "-o", "jsonpath=" + path);
  }

  private static double writes() {
    return Cluster.statusWrites(north) + Cluster.statusWrites(south);
  }
}

package dev.sluice.operator.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.crds.kube.NeedsKubeApi;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Two operators and two data planes on a real API server; the last tests kill what they use. */
@NeedsKubeApi
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperatorIT {
  private static Cluster cluster;
  private static Operator first;
  private static Operator second;
  private static FakeDataPlane one;
  private static FakeDataPlane two;

  @BeforeAll
  static void start() {
    cluster = new Cluster();
    first = cluster.operator("operator-1");
    Cluster.until("the first one leads", first::leads);
    second = cluster.operator("operator-2");
    Cluster.until("both are ready", () -> first.missing().isEmpty() && second.missing().isEmpty());
    one = cluster.dataPlane("dataplane-1", first, second);
    two = cluster.dataPlane("dataplane-2", first, second);
    cluster.ready("dataplane-1", "dataplane-2");
    Cluster.until("all streams are open", () -> one.opened >= 2 && two.opened >= 2);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void kubectl_waits_for_programmed_and_shows_what_became_of_a_route() {
    cluster.service("shop");
    cluster.slice("web", "shop", "[{addresses: [10.0.0.1]}]");
    cluster.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: shop, namespace: web}
        spec:
          hostnames: [shop.example.com, www.shop.example.com]
          rules:
          - name: all
            backends: [{service: shop, port: http}]
        """);

    cluster.waitFor("shop", "Programmed");
    assertThat(cluster.condition("shop", "Programmed"))
        .isEqualTo("True Programmed 2 of 2 data planes serve generation 1");
    assertThat(cluster.condition("shop", "Accepted")).startsWith("True Accepted");
    assertThat(cluster.condition("shop", "ResolvedRefs")).startsWith("True ResolvedRefs");
    assertThat(cluster.run("-n", "web", "get", "ar", "shop", "-o", "wide"))
        .containsPattern("HOSTNAMES +RULES +ACCEPTED +PROGRAMMED")
        .containsPattern("shop\\.example\\.com \\+ 1 +1 +True +True");
    assertThat(cluster.run("-n", "web", "get", "ar", "shop", "-o", "yaml", "--show-managed-fields"))
        .contains("manager: sluice-operator-default", "operation: Apply", "dataPlanes: 2/2");
    Cluster.until(
        "describe shows both events",
        () -> {
          String described = cluster.run("-n", "web", "describe", "ar", "shop");
          return described.contains("Normal  Accepted") && described.contains("Normal  Programmed");
        });
    assertThat(one.entries).containsKeys("route/web/shop", "endpoints/web/shop/80");
  }

  @Test
  @Order(2)
  void programmed_waits_for_the_last_data_plane_and_names_it() {
    two.acks = false;
    cluster.route("shop", "shop.example.com", "/two", "shop");

    Cluster.until(
        "the one that lags is named",
        () -> cluster.condition("shop", "Programmed").contains("dataplane-2"));
    assertThat(cluster.condition("shop", "Programmed"))
        .isEqualTo("False Pending 1 of 2 serve generation 2; waiting for dataplane-2");
    two.ackNow();
    cluster.waitFor("shop", "Programmed");
    assertThat(cluster.condition("shop", "Programmed")).contains("generation 2");
  }

  @Test
  @Order(3)
  void what_a_data_plane_cannot_build_is_rejected_in_its_words() {
    EntryKey shop = EntryKey.route(new RouteId("web", "shop"));
    one.refuses.put(shop, "an unknown filter");
    cluster.route("shop", "shop.example.com", "/three", "shop");

    Cluster.until(
        "the rejection is shown",
        () ->
            cluster
                .condition("shop", "Programmed")
                .equals(
                    "False Rejected 1 of 2 serve generation 3; dataplane-1: an unknown filter"));
    one.refuses.clear();
    one.ackNow();
    cluster.waitFor("shop", "Programmed");
    Cluster.until(
        "describe shows the warning",
        () -> cluster.run("-n", "web", "describe", "ar", "shop").contains("Warning  Rejected"));
  }

  @Test
  @Order(3)
  void a_policy_is_enforced_once_the_last_data_plane_holds_it() {
    cluster.apply(policy("calm", "{name: shop, sectionName: all}", 100));
    cluster.apply(policy("lost", "{name: nowhere}", 100));
    Cluster.until(
        "it is enforced",
        () ->
            cluster
                .condition("rlp", "calm", "Enforced")
                .equals("True Enforced 2 of 2 data planes enforce generation 1"));
    assertThat(cluster.run("-n", "web", "get", "rlp", "calm"))
        .containsPattern("TARGETS +ACCEPTED +ENFORCED")
        .containsPattern("calm +shop/all +True +True");
    assertThat(cluster.condition("rlp", "lost", "Accepted"))
        .isEqualTo("False TargetNotFound ApiRoute web/nowhere does not exist");
    assertThat(cluster.condition("rlp", "lost", "Enforced")).startsWith("False NoTarget");
    Cluster.until("the fleet's size is known", () -> one.entries.containsKey("fleet"));

    two.acks = false;
    cluster.apply(policy("calm", "{name: shop, sectionName: all}", 200));
    Cluster.until(
        "the one that lags is named",
        () ->
            cluster
                .condition("rlp", "calm", "Enforced")
                .equals("False Pending 1 of 2 enforce generation 2; waiting for dataplane-2"));
    two.ackNow();
    Cluster.until(
        "the edit is enforced",
        () -> cluster.condition("rlp", "calm", "Enforced").startsWith("True Enforced 2 of 2"));
    Cluster.until(
        "describe shows the events",
        () ->
            cluster.run("-n", "web", "describe", "rlp", "calm").contains("Normal  Enforced")
                && cluster
                    .run("-n", "web", "describe", "rlp", "lost")
                    .contains("Warning  TargetNotFound"));
    cluster.run("-n", "web", "delete", "rlp", "calm", "lost");
    cluster.waitFor("shop", "Programmed");
  }

  private static String policy(String name, String target, int requests) {
    return """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: %s, namespace: web}
        spec:
          targetRefs: [%s]
          limits: [{name: all, requests: %d, per: 1m}]
        """
        .formatted(name, target, requests);
  }

  @Test
  @Order(4)
  void bad_objects_get_conditions_and_hold_up_nobody() {
    cluster.route("lost", "lost.example.com", "/", "nowhere");
    cluster.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: regex, namespace: web}
        spec:
          hostnames: [regex.example.com]
          rules:
          - name: bad
            matches: [{path: {regex: "("}}]
            respond: {body: hello}
          - name: good
            respond: {body: hello}
        """);

    Cluster.until(
        "the missing Service is named",
        () -> cluster.condition("lost", "ResolvedRefs").startsWith("False BackendNotFound"));
    assertThat(cluster.condition("lost", "ResolvedRefs")).contains("web/nowhere");
    Cluster.until(
        "the bad rule is named",
        () -> cluster.condition("regex", "Accepted").startsWith("False Invalid"));
    cluster.waitFor("lost", "Programmed");
    cluster.waitFor("regex", "Programmed");

    cluster.service("nowhere");
    Cluster.until(
        "no endpoints is a warning",
        () -> cluster.condition("lost", "ResolvedRefs").startsWith("True NoReadyEndpoints"));
    cluster.slice("web", "nowhere", "[{addresses: [10.0.0.9]}]");
    Cluster.until(
        "found", () -> cluster.condition("lost", "ResolvedRefs").startsWith("True ResolvedRefs"));
  }

  @Test
  @Order(5)
  void routes_of_other_fleets_get_no_status() {
    cluster.apply(
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: foreign, namespace: web}
        spec:
          gateways: [other]
          rules: [{name: all, respond: {}}]
        """);
    cluster.route("ours", "ours.example.com", "/", "shop");
    cluster.waitFor("ours", "Programmed");
    assertThat(cluster.run("-n", "web", "get", "ar", "foreign", "-o", "jsonpath={.status}"))
        .isEmpty();
  }

  @Test
  @Order(6)
  void endpoints_come_and_go_without_a_compile_and_write_no_status() {
    double before = writes();
    String version = versions();
    double compiles = Cluster.measure(first, "sluice_compile_seconds_count");
    for (int i = 2; i < 42; i++) {
      String address = "10.0.0." + i;
      cluster.slice("web", "shop", "[{addresses: [" + address + "]}]");
      Cluster.until("both have it", () -> has(one, address) && has(two, address));
    }
    assertThat(Cluster.measure(first, "sluice_compile_seconds_count")).isEqualTo(compiles);
    assertThat(writes()).isEqualTo(before);
    assertThat(versions()).isEqualTo(version);
  }

  @Test
  @Order(7)
  void nothing_is_written_when_nothing_changes() {
    double before = writes();
    // Touches every object without changing what any of them says.
    cluster.run("-n", "web", "label", "ar", "--all", "touched=yes");
    cluster.run("-n", "web", "annotate", "service", "--all", "touched=yes");
    cluster.route("last", "last.example.com", "/", "shop");
    cluster.waitFor("last", "Programmed");
    double one = writes() - before;
    assertThat(one).as("writes for the one new route").isBetween(1.0, 3.0);
    LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
    assertThat(writes() - before).isEqualTo(one);
  }

  @Test
  @Order(8)
  void the_admin_port_says_live_ready_and_counts() {
    Operator leader = first.leads() ? first : second;
    Operator other = leader == first ? second : first;
    assertThat(Cluster.admin(leader, "/live")).startsWith("200");
    assertThat(Cluster.admin(leader, "/ready")).startsWith("200");
    assertThat(Cluster.admin(leader, "/metrics"))
        .contains(
            "sluice_leader 1.0",
            "sluice_push_streams 2.0",
            "sluice_compile_seconds_count",
            "sluice_snapshot_entries",
            "sluice_snapshot_revisions_total");
    assertThat(Cluster.admin(other, "/metrics")).contains("sluice_leader 0.0");
  }

  @Test
  @Order(8)
  void all_of_this_takes_no_more_rights_than_the_chart_gives() {
    assumeTrue(cluster.hasChartRights(), "needs helm beside kubectl");
    assertThatThrownBy(() -> cluster.client().pods().inNamespace("gateways").list())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }

  @Test
  @Order(9)
  void streams_and_operators_outlive_the_api_server() {
    int opened = one.opened;
    cluster.api.stopApiServer();
    Cluster.until("the lease is lost", () -> !first.leads() && !second.leads());
    assertThat(Cluster.admin(first, "/ready")).startsWith("200");
    assertThat(Cluster.admin(second, "/live")).startsWith("200");
    cluster.api.startApiServer();

    cluster.route("after", "after.example.com", "/", "shop");
    cluster.waitFor("after", "Programmed");
    assertThat(one.opened).as("streams opened anew").isEqualTo(opened);
  }

  @Test
  @Order(10)
  void another_leader_takes_over_and_no_status_flaps() {
    Operator leader = first.leads() ? first : second;
    Operator other = leader == first ? second : first;
    List<String> seen = new CopyOnWriteArrayList<>();
    AtomicBoolean watching = new AtomicBoolean(true);
    Thread watcher =
        new Thread(
            () -> {
              while (watching.get()) {
                seen.add(programmed());
              }
            });
    watcher.start();
    leader.close();
    Cluster.until("the other one leads", other::leads);
    cluster.route("taken", "taken.example.com", "/", "shop");
    cluster.waitFor("taken", "Programmed");
    watching.set(false);
    Cluster.until("the watcher has ended", () -> !watcher.isAlive());
    assertThat(seen).isNotEmpty().allMatch(line -> !line.contains("False"));
  }

  @Test
  @Order(11)
  void an_operator_that_starts_alone_takes_nothing_back_while_data_planes_redial() {
    first.close();
    second.close();
    String before = versions();
    Operator third = cluster.operator("operator-3");
    Cluster.until("it leads", third::leads);
    Cluster.until("it has compiled and looked at every route", () -> third.missing().isEmpty());
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    FakeDataPlane redials = cluster.dataPlane("dataplane-1", third);
    FakeDataPlane redialsToo = cluster.dataPlane("dataplane-2", third);
    Cluster.until("both have all", () -> redials.frames > 0 && redialsToo.frames > 0);
    cluster.route("third", "third.example.com", "/", "shop");
    cluster.waitFor("third", "Programmed");

    assertThat(versions().replaceFirst("third=[0-9]+ ", "")).isEqualTo(before);
    assertThat(Cluster.statusWrites(third)).isBetween(1.0, 3.0);
  }

  private static String programmed() {
    return cluster.run(
        "-n",
        "web",
        "get",
        "ar",
        "shop",
        "lost",
        "regex",
        "ours",
        "-o",
        "jsonpath={.items[*].status.conditions[?(@.type==\"Programmed\")].status}");
  }

  private static boolean has(FakeDataPlane dataPlane, String address) {
    return dataPlane
        .entries
        .getOrDefault("endpoints/web/shop/80", "")
        .contains("\"" + address + "\"");
  }

  private static double writes() {
    return Cluster.statusWrites(first) + Cluster.statusWrites(second);
  }

  private static String versions() {
    return cluster.run(
        "-n",
        "web",
        "get",
        "ar",
        "-o",
        "jsonpath={range .items[*]}{.metadata.name}={.metadata.resourceVersion} {end}");
  }
}

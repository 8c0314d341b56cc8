package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.push.Pods;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which routes are looked at when something has changed, and that none is missed. */
final class StatusBoardTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final Compiler compiler = new Compiler(Clock.systemUTC());
  private final Pods pods = new Pods();
  private final Set<String> ready = new HashSet<>(Set.of("a", "b"));
  private final Set<ServicePort> served = new HashSet<>();
  private Instant now = Instant.parse("2026-11-29T12:00:00Z");
  private final StatusBoard board =
      new StatusBoard(pods.board, () -> ready, this::served, new Moved());
  private PersistentMap<RouteId, WatchedRoute> routes = PersistentMap.of();
  private PersistentMap<ServiceName, WatchedService> services = PersistentMap.of();
  private PersistentMap<RouteId, Route> compiled = PersistentMap.of();
  private Compilation compilation;
  private Revision latest;

  /** Asked once for each backend of each route that is looked at: each has one. */
  private int looks;

  private boolean served(ServicePort port) {
    looks++;
    return served.contains(port);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 5_000})
  void a_change_is_looked_at_alone_however_many_routes_there_are(int count) {
    settled(count);
    looks = 0;
    put(7, 2);
    publish();
    assertThat(board.changed()).containsExactly(id(7));
    pods.ack("a", latest);
    assertThat(board.changed()).containsExactly(id(7));
    pods.ack("b", latest);
    assertThat(board.changed()).containsExactly(id(7));
    assertThat(board.changed()).isEmpty();
    assertThat(looks).isEqualTo(3);
  }

  @Test
  void a_backend_that_comes_or_goes_is_looked_at_by_the_routes_that_send_there() {
    settled(100);
    looks = 0;
    ServicePort port = new ServicePort("web", "backend-7", 80);
    served.add(port);
    board.turned(port);
    assertThat(board.changed()).containsExactly(id(7));
    assertThat(looks).isEqualTo(1);
  }

  @Test
  void another_set_of_pods_concerns_every_route() {
    settled(100);
    ready.add("c");
    assertThat(board.everyRoute()).isTrue();
    assertThat(board.changed()).hasSize(100);
    assertThat(board.everyRoute()).isFalse();
  }

  @Test
  void a_pod_that_falls_back_concerns_every_route() {
    settled(100);
    pods.connect("a", new Revision("f".repeat(64)));
    assertThat(board.changed()).hasSize(100);
    pods.ack("a", latest);
    assertThat(board.changed()).hasSize(100);
    // As after a stream that was cut for a moment.
    pods.connect("a", latest);
    assertThat(board.everyRoute()).isFalse();
    assertThat(board.changed()).isEmpty();
  }

  @Test
  void a_pod_that_rejects_what_it_served_is_noticed() {
    settled(100);
    pods.ack("b", latest, Map.of(EntryKey.route(id(3)), "no"));
    assertThat(board.changed()).containsExactly(id(3));
    pods.ack("b", latest);
    assertThat(board.changed()).containsExactly(id(3));
  }

  @Test
  void what_was_there_and_back_between_two_looks_is_looked_at() {
    settled(100);
    PersistentMap<RouteId, WatchedRoute> before = routes;
    routes = routes.without(id(3));
    publish();
    routes = before;
    publish();
    assertThat(board.changed()).as("not served in its new life").containsExactly(id(3));
  }

  @Test
  void a_new_leader_says_everything() {
    settled(100);
    board.forget();
    assertThat(board.everyRoute()).isTrue();
    assertThat(board.changed()).hasSize(100);
  }

  @Test
  void nothing_is_written_of_a_generation_while_its_snapshot_is_under_way() {
    settled(1);
    put(0, 2);
    publish();
    Desired<ApiRouteStatus> pushed = desired(null);
    assertThat(pushed.news()).as("before any data plane had it").isFalse();
    assertThat(pushed.recheck()).isEqualTo(Statuses.UNDER_WAY);
    pods.ack("a", latest);
    now = now.plusMillis(30);
    assertThat(desired(null).news()).as("while one lags").isFalse();
    pods.ack("b", latest);
    Desired<ApiRouteStatus> acked = desired(null);
    assertThat(acked.news()).isTrue();
    assertThat(programmed(acked)).startsWith("True Programmed 2 of 2");

    ApiRouteStatus written = acked.status();
    put(0, 3);
    publish();
    assertThat(desired(written).news()).as("of the next one neither").isFalse();
  }

  @Test
  void a_data_plane_that_stays_behind_is_named_soon() {
    settled(1);
    put(0, 2);
    publish();
    assertThat(desired(null).news()).isFalse();
    pods.ack("a", latest);
    now = now.plus(Statuses.UNDER_WAY);
    assertThat(desired(null).news()).isTrue();
    assertThat(programmed(desired(null)))
        .isEqualTo("False Pending 1 of 2 serve generation 2; waiting for b");
    // And so for as long as it lasts.
    ApiRouteStatus written = desired(null).status();
    now = now.plus(Duration.ofMinutes(1));
    assertThat(desired(written).news()).isFalse();
    assertThat(desired(written).recheck()).isNull();
  }

  @Test
  void what_a_data_plane_refuses_is_said_at_once() {
    settled(1);
    put(0, 2);
    publish();
    pods.ack("a", latest, Map.of(EntryKey.route(id(0)), "no such filter"));
    assertThat(desired(null).news()).isTrue();
    assertThat(programmed(desired(null))).startsWith("False Rejected");
  }

  private Desired<ApiRouteStatus> desired(ApiRouteStatus written) {
    return board.desired(id(0), "0", written, written != null).orElseThrow();
  }

  private static String programmed(Desired<ApiRouteStatus> desired) {
    ConditionStatus said = Statuses.find(desired.status(), Statuses.PROGRAMMED);
    return said.status() + " " + said.reason() + " " + said.message();
  }

  private final class Moved extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** So many routes, which both pods serve, and nothing to say about them any more. */
  private void settled(int count) {
    for (int i = 0; i < count; i++) {
      put(i, 1);
      WatchedService service =
          new WatchedService(
              new ServiceName("web", "backend-" + i),
              null,
              List.of("IPv4"),
              List.of(new WatchedService.Port("http", 80, 80, null)));
      services = services.with(service.name(), service);
    }
    publish();
    pods.connect("a", latest);
    pods.connect("b", latest);
    assertThat(board.changed()).hasSize(count);
    assertThat(board.changed()).isEmpty();
  }

  private void put(int i, long generation) {
    String json =
        """
        {"metadata": {"namespace": "web", "name": "route-%d", "uid": "%d", "generation": %d,
          "creationTimestamp": "2026-01-01T00:00:00Z"},
         "spec": {"hostnames": ["host-%d.example.com"], "rules": [
          {"name": "all", "backends": [{"service": "backend-%d", "port": 80}]}]}}
        """
            .formatted(i, i, generation, i, i);
    WatchedRoute route = WatchedRoute.of(JSON.unmarshal(json, ApiRoute.class));
    routes = routes.with(route.id(), route);
  }

  private void publish() {
    compilation =
        compiler.compile(
            new Inputs(
                FleetSettings.DEFAULT,
                routes,
                services,
                PersistentMap.of(),
                List.of(),
                PersistentMap.of()),
            compilation);
    List<Route> put = new ArrayList<>();
    List<RouteId> removed = new ArrayList<>();
    PersistentMap.difference(
        compiled,
        compilation.routes(),
        (id, was, is) -> {
          if (is == null) {
            removed.add(id);
          } else {
            put.add(is);
          }
        });
    compiled = compilation.routes();
    latest = pods.publish(put, removed);
    board.compiled(compilation);
  }

  private static RouteId id(int i) {
    return new RouteId("web", "route-" + i);
  }
}

package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts die; what lives serves every request, and takes changes again as soon as it can. */
@WithFleet
final class LivesOnIT {
  private static final String HOST = "lives.test";

  /** A lease is believed for 15 s after its holder was last heard of. */
  private static final Duration ELECTION = Duration.ofSeconds(40);

  private final Fleet fleet;
  private int changes;

  LivesOnIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void route() {
    fleet.cluster.service("lives", fleet.backends, fleet.backends);
    fleet.cluster.route("lives", HOST, Rule.backends("load", "/load", "lives"));
    fleet.cluster.waitProgrammed("lives");
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("lives");
  }

  @Test
  void a_killed_data_plane_fails_no_request_of_the_other() throws Exception {
    DataPlaneProcess killed = fleet.dataPlanes.get(0);
    DataPlaneProcess lives = fleet.dataPlanes.get(1);
    try (Load load = load(lives)) {
      killed.program().kill();
      load.goesOn();
      fleet.ready(lives);
      takesAChange(lives);
      killed.program().start();
      killed.awaitReady();
      fleet.ready(killed, lives);
      takesAChange(killed, lives);
      load.goesOn();
      load.allServed();
    }
  }

  @Test
  void a_data_plane_that_missed_a_change_is_ready_only_when_it_serves_it() throws Exception {
    DataPlaneProcess missed = fleet.dataPlanes.get(0);
    DataPlaneProcess other = fleet.dataPlanes.get(1);
    missed.program().kill();
    fleet.ready(other);
    takesAChange(other);
    missed.program().start();
    missed.awaitReady();
    assertThat(Connection.once(missed.httpPort(), HOST, "/changed").body())
        .isEqualTo("changed " + changes);
  }

  @Test
  void a_killed_leader_fails_no_request_and_another_leads() throws Exception {
    List<Load> loads = fleet.dataPlanes.stream().map(this::load).toList();
    Fleet.Operator heir = fleet.follower();
    fleet.leader().program().kill();
    loads.forEach(Load::goesOn);
    Await.until("the other leads", ELECTION, () -> fleet.leader() == heir);
    takesAChange(fleet.dataPlanes.get(0), fleet.dataPlanes.get(1));
    loads.forEach(Load::goesOn);
    loads.forEach(Load::allServed);
  }

  @Test
  void both_operators_killed_fail_no_request_and_come_back_to_what_changed_meanwhile()
      throws Exception {
    List<Load> loads = fleet.dataPlanes.stream().map(this::load).toList();
    fleet.operators.forEach(each -> each.program().kill());
    fleet.cluster.route("meanwhile", "meanwhile.test", Rule.respond("r", "/", "here"));
    loads.forEach(Load::goesOn);
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      assertThat(dataPlane.readiness()).isEqualTo("200 ready");
      assertThat(Connection.once(dataPlane.httpPort(), "meanwhile.test", "/").status())
          .isEqualTo(404);
    }
    fleet.operators.forEach(each -> each.program().start());
    fleet.cluster.waitProgrammed("meanwhile");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      assertThat(Connection.once(dataPlane.httpPort(), "meanwhile.test", "/").body())
          .isEqualTo("here");
    }
    loads.forEach(Load::goesOn);
    loads.forEach(Load::allServed);
    fleet.cluster.removeRoute("meanwhile");
  }

  @Test
  void a_stopped_api_server_fails_no_request_and_ends_no_operator() throws Exception {
    List<Load> loads = fleet.dataPlanes.stream().map(this::load).toList();
    fleet.cluster.api.stopApiServer();
    try {
      loads.forEach(Load::goesOn);
    } finally {
      fleet.cluster.api.startApiServer();
    }
    loads.forEach(Load::goesOn);
    takesAChange(fleet.dataPlanes.get(0), fleet.dataPlanes.get(1));
    loads.forEach(Load::allServed);
    assertThat(fleet.operators).allMatch(each -> each.program().alive());
  }

  private Load load(DataPlaneProcess dataPlane) {
    return Load.on(dataPlane, HOST, Load.ECHOED);
  }

  private void takesAChange(DataPlaneProcess... dataPlanes) throws IOException {
    String now = "changed " + ++changes;
    fleet.cluster.route(
        "lives",
        HOST,
        Rule.backends("load", "/load", "lives"),
        Rule.respond("changed", "/changed", now));
    fleet.cluster.waitProgrammed("lives");
    for (DataPlaneProcess dataPlane : dataPlanes) {
      assertThat(Connection.once(dataPlane.httpPort(), HOST, "/changed").body())
          .as(dataPlane.pod())
          .isEqualTo(now);
    }
  }
}

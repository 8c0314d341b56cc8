package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A data plane ends as a rollout ends it. */
@WithFleet
final class DrainIT {
  private static final String HOST = "drain.test";
  private static final int SIGTERM = 143;

  private final Fleet fleet;

  DrainIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void route() {
    fleet.cluster.service("drain", fleet.backends, fleet.backends);
    fleet.cluster.route("drain", HOST, Rule.backends("load", "/load", "drain"));
    fleet.cluster.waitProgrammed("drain");
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("drain");
  }

  @Test
  void a_rolling_restart_of_all_data_planes_fails_no_request() {
    rollingRestart(Connection::open);
  }

  @Test
  void a_rolling_restart_of_all_data_planes_fails_no_request_over_http2() {
    rollingRestart(Http2Connection::open);
  }

  private void rollingRestart(Client.Opening opening) {
    try (Load load = Load.on("service", fleet::servicePort, opening, HOST, Load.ECHOED)) {
      for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
        load.goesOn();
        end(dataPlane);
        load.goesOn();
        dataPlane.program().start();
        dataPlane.awaitReady();
        fleet.ready(fleet.dataPlanes.toArray(DataPlaneProcess[]::new));
      }
      load.goesOn();
      load.allServed();
    }
  }

  @Test
  void a_connection_that_asks_nothing_does_not_hold_up_the_end() throws IOException {
    DataPlaneProcess dataPlane = fleet.dataPlanes.get(0);
    try (Connection idle = Connection.open(dataPlane.httpPort());
        Connection silent = Connection.open(dataPlane.httpPort())) {
      assertThat(idle.ask("GET", HOST, "/load", "").closes()).isFalse();
      end(dataPlane);
      assertThat(idle.ended()).isTrue();
      assertThat(silent.ended()).isTrue();
    }
  }

  @Test
  void while_it_drains_it_takes_new_connections_and_says_that_it_closes_them() throws IOException {
    DataPlaneProcess dataPlane = fleet.dataPlanes.get(0);
    try (Connection kept = Connection.open(dataPlane.httpPort())) {
      assertThat(kept.ask("GET", HOST, "/load", "").closes()).isFalse();
      dataPlane.program().terminate();
      dataPlane.awaitDraining();
      assertThat(kept.ask("GET", HOST, "/load", "").closes()).isTrue();
      Connection.Answer late = Connection.once(dataPlane.httpPort(), HOST, "/load");
      assertThat(late.status()).isEqualTo(200);
      assertThat(late.closes()).isTrue();
    }
    assertThat(dataPlane.program().ended(15)).hasValue(SIGTERM);
  }

  private void end(DataPlaneProcess dataPlane) {
    dataPlane.program().terminate();
    dataPlane.awaitDraining();
    fleet.ready(
        fleet.dataPlanes.stream()
            .filter(each -> each != dataPlane)
            .toArray(DataPlaneProcess[]::new));
    assertThat(dataPlane.program().ended(15)).hasValue(SIGTERM);
  }
}

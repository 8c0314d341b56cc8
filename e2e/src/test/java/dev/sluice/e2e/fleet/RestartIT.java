package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data planes start while no operator is there. */
@WithFleet
final class RestartIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Fleet fleet;

  RestartIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void routeThatIsKeptAndNoOperator() {
    fleet.cluster.service("kept", fleet.backends, fleet.backends);
    fleet.cluster.route("kept", "kept.test", Rule.backends("load", "/load", "kept"));
    fleet.cluster.waitProgrammed("kept");
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          dataPlane.pod() + " keeps what it serves",
          SOON,
          () -> dataPlane.snapshot().contains(kept(dataPlane.lastKnownGood())));
    }
    fleet.operators.forEach(each -> each.program().kill());
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("kept");
  }

  @Test
  void a_killed_data_plane_serves_again_from_its_last_known_good_file() {
    DataPlaneProcess restarted = fleet.dataPlanes.get(0);
    try (Load other = load(fleet.dataPlanes.get(1))) {
      restarted.program().kill();
      restarted.program().start();
      restarted.awaitReady();
      try (Load load = load(restarted)) {
        load.goesOn();
        load.allServed();
      }
      other.allServed();
    }
  }

  @Test
  void a_damaged_file_is_deleted_and_the_data_plane_serves_when_an_operator_comes()
      throws Exception {
    DataPlaneProcess restarted = fleet.dataPlanes.get(0);
    restarted.program().kill();
    byte[] bytes = Files.readAllBytes(restarted.lastKnownGood());
    bytes[bytes.length / 2] ^= 1;
    Files.write(restarted.lastKnownGood(), bytes, StandardOpenOption.TRUNCATE_EXISTING);
    startsWithNothing(restarted);
    assertThat(restarted.program().log()).contains("last-known-good file is damaged and deleted");
  }

  @Test
  void a_file_that_was_cut_off_does_not_stop_it_either() throws Exception {
    DataPlaneProcess restarted = fleet.dataPlanes.get(0);
    restarted.program().kill();
    byte[] bytes = Files.readAllBytes(restarted.lastKnownGood());
    Files.write(
        restarted.lastKnownGood(),
        Arrays.copyOf(bytes, bytes.length / 2),
        StandardOpenOption.TRUNCATE_EXISTING);
    startsWithNothing(restarted);
  }

  @Test
  void a_brand_new_data_plane_is_not_ready_until_it_holds_a_snapshot() throws Exception {
    startsWithNothing(fleet.another("dataplane-new"));
  }

  private void startsWithNothing(DataPlaneProcess dataPlane) throws IOException {
    dataPlane.program().start();
    Await.until(
        "it is up and says what is missing",
        SOON,
        () -> dataPlane.readiness().equals("503 no snapshot yet"));
    assertThat(Connection.once(dataPlane.httpPort(), "kept.test", "/load").status())
        .as("there is nothing that it could serve")
        .isEqualTo(503);
    // It is up before it has read what it finds.
    Await.until("no file is left", SOON, () -> !Files.exists(dataPlane.lastKnownGood()));
    fleet.operators.forEach(each -> each.program().start());
    dataPlane.awaitReady();
    try (Load load = load(dataPlane)) {
      load.allServed();
    }
  }

  private static Load load(DataPlaneProcess dataPlane) {
    return Load.on(dataPlane, "kept.test", Load.ECHOED);
  }

  /** The revision in the file. */
  private static String kept(Path file) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    new FrameReader(1 << 20).feed(Files.readAllBytes(file), frames::add);
    return ((ToDataPlane.Full) Wire.toDataPlane(frames.get(0))).revision().hex();
  }
}

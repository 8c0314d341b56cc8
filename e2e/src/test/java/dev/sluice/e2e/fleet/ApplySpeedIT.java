package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a change takes, with few and with many routes: from the call that applies it until every
 * data plane answers by it, and until Programmed is True. A measurement, not a test of a time: run
 * with {@code -Dsluice.e2e.speed=true}.
 */
@WithFleet
@EnabledIfSystemProperty(
    named = "sluice.e2e.speed",
    matches = "true",
    disabledReason = "a measurement: -Dsluice.e2e.speed=true runs it")
final class ApplySpeedIT {
  private static final String HOST = "speed.test";
  private static final int CHANGES = 40;
  private static final int WARM_UP = 10;

  private final Fleet fleet;
  private final BlockingQueue<Long> programmed = new LinkedBlockingQueue<>();

  ApplySpeedIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @Test
  void from_apply_to_served_and_to_programmed() throws Exception {
    int there = 1;
    try (Watch watch = fleet.cluster.route("speed").watch(new Listening())) {
      for (int routes : new int[] {1, 1_000, 5_000}) {
        for (; there < routes; there++) {
          fleet.cluster.route(
              "bulk-" + there, "bulk-" + there + ".test", Rule.respond("r", "/r", "bulk"));
        }
        measure(routes);
      }
    }
  }

  private void measure(int routes) throws Exception {
    List<Long> served = new ArrayList<>();
    List<Long> said = new ArrayList<>();
    List<Connection> probes = new ArrayList<>();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      probes.add(Connection.open(dataPlane.httpPort()));
    }
    for (int n = 0; n < CHANGES + WARM_UP; n++) {
      String body = routes + " routes, change " + n;
      long begun = System.nanoTime();
      long generation = fleet.cluster.route("speed", HOST, Rule.respond("r", "/r", body));
      for (Connection probe : probes) {
        await(probe, body);
      }
      long answered = System.nanoTime() - begun;
      for (Long next = programmed.poll(60, TimeUnit.SECONDS);
          next == null || next != generation;
          next = programmed.poll(60, TimeUnit.SECONDS)) {
        assertThat(next).as("Programmed of generation %d in time", generation).isNotNull();
      }
      if (n >= WARM_UP) {
        served.add(answered);
        said.add(System.nanoTime() - begun);
      }
    }
    probes.forEach(Connection::close);
    System.out.printf(
        "%,d routes: to served by both %s ms, to Programmed %s ms (median, p90, longest of %d)%n",
        routes, summary(served), summary(said), CHANGES);
  }

  private static String summary(List<Long> nanos) {
    nanos.sort(null);
    return "%.0f, %.0f, %.0f"
        .formatted(
            nanos.get(nanos.size() / 2) / 1e6,
            nanos.get(nanos.size() * 9 / 10) / 1e6,
            nanos.get(nanos.size() - 1) / 1e6);
  }

  private static void await(Connection probe, String body) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!probe.ask("GET", HOST, "/r", "").body().equals(body)) {
      assertThat(System.nanoTime()).as("served in time").isLessThan(end);
    }
  }

  private final class Listening implements Watcher<ApiRoute> {
    @Override
    public void eventReceived(Action action, ApiRoute route) {
      if (route.getStatus() == null) {
        return;
      }
      for (ConditionStatus condition : route.getStatus().conditions()) {
        if (condition.type().equals("Programmed") && condition.status().equals("True")) {
          programmed.add(condition.observedGeneration());
        }
      }
    }

    @Override
    public void onClose(WatcherException e) {
      // The measurement waits in vain and says so.
    }
  }
}

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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a change takes, with few and with many routes: from the call that applies it until every
 * data plane answers by it, and until Programmed is True; and how long its stages take by the
 * programs' own word. A measurement, not a test of a time: run with {@code
 * -Dsluice.e2e.speed=true}, and with {@code -Dsluice.e2e.java} and {@code -Dsluice.e2e.options} for
 * the JVM of an image.
 */
@WithFleet
@EnabledIfSystemProperty(
    named = "sluice.e2e.speed",
    matches = "true",
    disabledReason = "a measurement: -Dsluice.e2e.speed=true runs it")
final class ApplySpeedIT {
  private static final String HOST = "speed.test";
  private static final int CHANGES = 200;
  private static final int WARM_UP = CHANGES / 4;

  private final Fleet fleet;
  private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<Event> programmed = new LinkedBlockingQueue<>();

  /** When a generation was first seen. */
  private record Event(long generation, long nanos) {}

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
    List<Long> written = new ArrayList<>();
    List<Long> news = new ArrayList<>();
    List<Long> served = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    List<Long> said = new ArrayList<>();
    List<Connection> probes = new ArrayList<>();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      probes.add(Connection.open(dataPlane.httpPort()));
    }
    Stages before = Stages.read(fleet);
    for (int n = 0; n < CHANGES + WARM_UP; n++) {
      if (n == WARM_UP) {
        before = Stages.read(fleet);
      }
      String body = routes + " routes, change " + n;
      long begun = System.nanoTime();
      long generation = fleet.cluster.route("speed", HOST, Rule.respond("r", "/r", body));
      long back = System.nanoTime();
      for (Connection probe : probes) {
        await(probe, body);
      }
      long answered = System.nanoTime();
      long spoken = when(programmed, generation);
      if (n >= WARM_UP) {
        written.add(back - begun);
        news.add(when(seen, generation) - begun);
        served.add(answered - begun);
        after.add(answered - back);
        said.add(spoken - begun);
      }
    }
    Stages stages = Stages.read(fleet).since(before);
    probes.forEach(Connection::close);
    System.out.printf(
        "%,d routes, milliseconds (median, p90, p99, longest of %d): write returns %s; a watch has"
            + " it %s; served by both %s, after the write %s; Programmed %s; on average %s%n",
        routes,
        CHANGES,
        summary(written),
        summary(news),
        summary(served),
        summary(after),
        summary(said),
        stages);
  }

  private static long when(BlockingQueue<Event> events, long generation)
      throws InterruptedException {
    Event next = events.poll(60, TimeUnit.SECONDS);
    while (next != null && next.generation() != generation) {
      next = events.poll(60, TimeUnit.SECONDS);
    }
    assertThat(next).as("news of generation %d in time", generation).isNotNull();
    return next.nanos();
  }

  private static String summary(List<Long> nanos) {
    nanos.sort(null);
    return "%.1f, %.1f, %.1f, %.1f"
        .formatted(
            nanos.get(nanos.size() / 2) / 1e6,
            nanos.get(nanos.size() * 9 / 10) / 1e6,
            nanos.get(nanos.size() * 99 / 100) / 1e6,
            nanos.get(nanos.size() - 1) / 1e6);
  }

  private static void await(Connection probe, String body) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!probe.ask("GET", HOST, "/r", "").body().equals(body)) {
      assertThat(System.nanoTime()).as("served in time").isLessThan(end);
      // Leaves the cores to those that are measured.
      LockSupport.parkNanos(500_000);
    }
  }

  private final class Listening implements Watcher<ApiRoute> {
    @Override
    public void eventReceived(Action action, ApiRoute route) {
      long now = System.nanoTime();
      seen.add(new Event(route.getMetadata().getGeneration(), now));
      if (route.getStatus() == null) {
        return;
      }
      for (ConditionStatus condition : route.getStatus().conditions()) {
        if (condition.type().equals("Programmed") && condition.status().equals("True")) {
          programmed.add(new Event(condition.observedGeneration(), now));
        }
      }
    }

    @Override
    public void onClose(WatcherException e) {
      // The measurement waits in vain and says so.
    }
  }
}

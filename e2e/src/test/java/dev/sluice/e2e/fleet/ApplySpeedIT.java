package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.NeedsKubeApi;
import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a change takes, with few and with many routes: from the call that applies it until every
 * data plane answers by it, and until Programmed is True; how long its stages take by the programs'
 * own word; and what requests feel of changes. A measurement, not a test of a time: {@code
 * bench/apply.sh} runs it as an image would.
 */
@NeedsKubeApi
@EnabledIfSystemProperty(
    named = "sluice.e2e.speed",
    matches = "true",
    disabledReason = "a measurement: -Dsluice.e2e.speed=true runs it")
final class ApplySpeedIT {
  private static final String HOST = "speed.test";
  private static final String STEADY = "steady.test";
  private static final int CHANGES = Integer.getInteger("sluice.e2e.speed.changes", 200);
  private static final int WARM_UP = Integer.getInteger("sluice.e2e.speed.warm", CHANGES / 4);
  private static final int[] ROUTES =
      Arrays.stream(System.getProperty("sluice.e2e.speed.routes", "1,1000,5000").split(",", -1))
          .mapToInt(Integer::parseInt)
          .toArray();
  private static final int PER_SECOND = 500;
  private static final int REQUESTS =
      PER_SECOND * Integer.getInteger("sluice.e2e.speed.seconds", 20);
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * Of quiet between a change that is Programmed and the next: without it, each change meets what
   * the one before it has left the cores to do.
   */
  private static final long REST_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("sluice.e2e.speed.rest", 0));

  /** Folders of images that take turns, as {@link Fleet#restart} reads them; none: this build. */
  private static final List<Path> IMAGES =
      Arrays.stream(System.getProperty("sluice.e2e.speed.images", "").split(",", -1))
          .filter(each -> !each.isEmpty())
          .map(Path::of)
          .toList();

  private static final int TURNS = Integer.getInteger("sluice.e2e.speed.turns", 1);

  private static Fleet fleet;
  private static int there = 1;

  private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<Event> programmed = new LinkedBlockingQueue<>();

  /** When a generation was first seen. */
  private record Event(long generation, long nanos) {}

  @BeforeAll
  static void start() {
    fleet =
        new Fleet(
            Integer.getInteger("sluice.e2e.speed.operators", 1),
            Integer.getInteger("sluice.e2e.speed.planes", 2),
            0);
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Test
  void from_apply_to_served_and_to_programmed_and_what_requests_feel_of_it() throws Exception {
    fleet.cluster.route("steady", STEADY, Rule.respond("r", "/r", "steady"));
    try (Watch watch = fleet.cluster.route("speed").watch(new Listening())) {
      for (int routes : ROUTES) {
        IntStream.range(there, routes).parallel().forEach(ApplySpeedIT::add);
        there = Math.max(there, routes);
        Map<String, ChangeTimes> all = new LinkedHashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
          for (Path image : IMAGES) {
            fleet.restart(image);
            all.computeIfAbsent(image.getFileName().toString(), i -> new ChangeTimes())
                .add(measure(routes, image.getFileName().toString()));
          }
        }
        all.forEach((image, times) -> times.print("all turns of " + image));
        if (IMAGES.isEmpty()) {
          measure(routes, "");
        }
      }
    }
    if (REQUESTS > 0) {
      felt();
    }
  }

  private static void add(int number) {
    fleet.cluster.route(
        "bulk-" + number, "bulk-" + number + ".test", Rule.respond("r", "/r", "bulk"));
  }

  private ChangeTimes measure(int routes, String whose) throws Exception {
    ChangeTimes times = new ChangeTimes();
    List<Connection> probes = new ArrayList<>();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      probes.add(Connection.open(dataPlane.httpPort()));
    }
    Stages before = Stages.read(fleet);
    double[] used = used();
    for (int n = 0; n < CHANGES + WARM_UP; n++) {
      if (n == WARM_UP) {
        before = Stages.read(fleet);
        used = used();
      }
      LockSupport.parkNanos(n < WARM_UP ? 0 : REST_NANOS);
      String body = routes + " routes, change " + System.nanoTime();
      long begun = System.nanoTime();
      long generation = fleet.cluster.route("speed", HOST, Rule.respond("r", "/r", body));
      long back = System.nanoTime();
      for (Connection probe : probes) {
        await(probe, body);
      }
      long answered = System.nanoTime();
      long spoken = when(programmed, generation);
      if (n >= WARM_UP) {
        times.add(begun, back, when(seen, generation), answered, spoken);
      }
    }
    double[] now = used();
    Stages stages = Stages.read(fleet).since(before);
    probes.forEach(Connection::close);
    times.print("%,d routes, %d data planes %s".formatted(routes, fleet.dataPlanes.size(), whose));
    System.out.printf(
        "  stages, on average: %s%n"
            + "  CPU per change: operator %.1f, a data plane and what it is asked %.1f;"
            + " statuses written: %.2f%n",
        stages,
        (now[0] - used[0]) / CHANGES,
        (now[1] - used[1]) / CHANGES,
        (now[2] - used[2]) / CHANGES);
    return times;
  }

  /** CPU time of the first operator and of the first data plane, in ms; statuses written. */
  private static double[] used() throws IOException {
    return new double[] {
      fleet.operators.get(0).program().cpu().toNanos() / 1e6,
      fleet.dataPlanes.get(0).program().cpu().toNanos() / 1e6,
      Stages.statusWrites(fleet)
    };
  }

  /** Requests at a steady rate: by themselves, beside as many writes of no matter, and changes. */
  private static void felt() throws Exception {
    felt("as before", n -> {});
    felt("nothing changes", n -> {});
    felt("a ConfigMap of no matter changes", ApplySpeedIT::elsewhere);
    felt(
        "a route changes",
        n -> fleet.cluster.route("speed", HOST, Rule.respond("r", "/r", n + "")));
  }

  private static void elsewhere(int n) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("elsewhere")
            .withNamespace("web")
            .endMetadata()
            .addToData("n", n + "")
            .build();
    fleet.cluster.client.resource(map).createOr(r -> r.update());
  }

  private static void felt(String what, IntConsumer change) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread changing =
        new Thread(
            () -> {
              long due = System.nanoTime();
              for (int n = 0; !done.get(); n++, due += BETWEEN_NANOS) {
                change.accept(n);
                LockSupport.parkNanos(due + BETWEEN_NANOS - System.nanoTime());
              }
            });
    changing.start();
    try (SteadyLoad load = new SteadyLoad(fleet.dataPlanes.get(0).httpPort(), STEADY, PER_SECOND)) {
      long[] taken = load.run(REQUESTS);
      System.out.printf(
          "%d requests a second while, each 100 ms, %s; ms: median %.2f, p99 %.2f, p99.9 %.2f,"
              + " longest %.2f%n",
          PER_SECOND,
          what,
          ChangeTimes.at(taken, 500),
          ChangeTimes.at(taken, 990),
          ChangeTimes.at(taken, 999),
          ChangeTimes.at(taken, 1_000));
    } finally {
      done.set(true);
      changing.join();
    }
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

package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code Programmed} is never True before every data plane serves that generation. */
@WithFleet
final class ProgrammedIT {
  private static final int CHANGES = Integer.getInteger("sluice.e2e.changes", 100);
  private static final String HOST = "truth.test";
  private static final int MOST_RULES = 8;

  private final Fleet fleet;
  private final List<Connection> probes = new ArrayList<>();
  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();
  private Watch watch;

  /** Prefix of the rule that was removed last. */
  private String removed = "/nothing";

  /** What the status says of Programmed, and of which generation. */
  private record Said(long generation, String status, String message) {}

  ProgrammedIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void watchAndConnect() throws IOException {
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      probes.add(Connection.open(dataPlane.httpPort()));
    }
    watch = fleet.cluster.route("truth").watch(new Listening());
  }

  @AfterEach
  void close() {
    watch.close();
    probes.forEach(Connection::close);
    fleet.cluster.removeRoute("truth");
  }

  @Test
  void programmed_is_never_true_before_every_data_plane_serves_that_generation() throws Exception {
    Random random = new Random(4);
    List<Rule> rules = new ArrayList<>(List.of(Rule.respond("r0", "/r0", "first")));
    List<Long> millis = new ArrayList<>();
    for (int n = 1; n <= CHANGES; n++) {
      change(rules, n, random);
      // One of the two lags in every fifth change, so that a status that does not wait is caught.
      Program lagging = fleet.dataPlanes.get(n % 2).program();
      boolean lags = n % 5 == 0;
      if (lags) {
        lagging.freeze();
      }
      try {
        long begun = System.nanoTime();
        long generation = fleet.cluster.route("truth", HOST, rules);
        if (lags) {
          Said pending = await(generation, any -> true);
          assertThat(pending.status()).as("%s lags: %s", lagging, pending).isEqualTo("False");
          lagging.thaw();
        }
        await(generation, each -> each.status().equals("True"));
        probe(rules, generation);
        millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      } finally {
        lagging.thaw();
      }
    }
    millis.sort(null);
    System.out.println(
        CHANGES
            + " changes, each probed at both data planes as Programmed came; ms from change to"
            + " probed: median "
            + millis.get(CHANGES / 2)
            + ", longest "
            + millis.get(CHANGES - 1));
  }

  @Test
  void a_data_plane_that_hangs_is_named_and_holds_programmed_back_until_it_serves()
      throws Exception {
    fleet.cluster.route("truth", HOST, Rule.respond("r0", "/r0", "before"));
    fleet.cluster.waitProgrammed("truth");
    DataPlaneProcess hanging = fleet.dataPlanes.get(1);
    hanging.program().freeze();
    try {
      long generation = fleet.cluster.route("truth", HOST, Rule.respond("r0", "/r0", "after"));
      Said pending = await(generation, each -> each.message().contains("1 of 2"));
      assertThat(pending.status()).isEqualTo("False");
      assertThat(pending.message())
          .isEqualTo("1 of 2 serve generation %d; waiting for dataplane-1", generation);
      assertThat(probes.get(0).ask("GET", HOST, "/r0", "").body()).isEqualTo("after");
    } finally {
      hanging.program().thaw();
    }
    await(
        fleet.cluster.route("truth").get().getMetadata().getGeneration(),
        each -> each.status().equals("True"));
    assertThat(probes.get(1).ask("GET", HOST, "/r0", "").body()).isEqualTo("after");
  }

  /** Adds, removes, moves or edits one rule; each keeps a prefix of its own. */
  private void change(List<Rule> rules, int n, Random random) {
    int at = random.nextInt(rules.size());
    int kind = random.nextInt(4);
    if (rules.size() < 2 || (kind == 0 && rules.size() < MOST_RULES)) {
      rules.add(at, Rule.respond("r" + n, "/r" + n, "added by " + n));
    } else if (kind == 1) {
      removed = rules.remove(at).prefix();
    } else if (kind == 2) {
      rules.add(rules.remove(at));
      edit(rules, 0, n);
    } else {
      edit(rules, at, n);
    }
  }

  private static void edit(List<Rule> rules, int at, int n) {
    Rule rule = rules.get(at);
    rules.set(at, Rule.respond(rule.name(), rule.prefix(), "edited by " + n));
  }

  /** Every rule of this generation answers as it says, and what was removed does not. */
  private void probe(List<Rule> rules, long generation) throws IOException {
    for (int i = 0; i < probes.size(); i++) {
      String pod = fleet.dataPlanes.get(i).pod();
      for (Rule rule : rules) {
        Connection.Answer answer = probes.get(i).ask("GET", HOST, rule.prefix(), "");
        assertThat("{\"body\":\"" + answer.body() + "\"}")
            .as("%s, generation %d, %s: %d", pod, generation, rule.prefix(), answer.status())
            .isEqualTo(rule.action().substring("\"respond\":".length()));
      }
      assertThat(probes.get(i).ask("GET", HOST, removed, "").status())
          .as("%s, generation %d, %s was removed", pod, generation, removed)
          .isEqualTo(404);
    }
  }

  private Said await(long generation, Predicate<Said> fits) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    for (Said next = said.poll(30, TimeUnit.SECONDS);
        next != null && System.nanoTime() < end;
        next = said.poll(30, TimeUnit.SECONDS)) {
      if (next.generation() == generation && fits.test(next)) {
        return next;
      }
    }
    throw new AssertionError(
        "generation " + generation + ": " + fleet.cluster.route("truth").get().getStatus());
  }

  private final class Listening implements Watcher<ApiRoute> {
    @Override
    public void eventReceived(Action action, ApiRoute route) {
      if (route.getStatus() == null) {
        return;
      }
      for (ConditionStatus condition : route.getStatus().conditions()) {
        if (condition.type().equals("Programmed")) {
          said.add(
              new Said(condition.observedGeneration(), condition.status(), condition.message()));
        }
      }
    }

    @Override
    public void onClose(WatcherException e) {
      // The test waits in vain and says so.
    }
  }
}

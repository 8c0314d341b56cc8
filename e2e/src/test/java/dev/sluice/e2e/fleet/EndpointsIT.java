package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends come and go behind a Service. */
@WithFleet
final class EndpointsIT {
  private static final String HOST = "endpoints.test";
  private static final int ROUNDS = 12;

  private final Fleet fleet;

  /** Backends that no request may reach which begins after this {@link System#nanoTime()}. */
  private final Map<String, Long> removed = new ConcurrentHashMap<>();

  private int versions;

  EndpointsIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void route() {
    fleet.cluster.service("places", fleet.backends, fleet.backends);
    version();
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("endpoints");
  }

  @Test
  void a_removed_endpoint_gets_no_new_request_once_the_removal_is_acked() {
    List<Load> loads = load();
    for (int round = 0; round < ROUNDS; round++) {
      Backend backend = fleet.backends.get(round % fleet.backends.size());
      takeAway(backend);
      loads.forEach(Load::goesOn);
      bringBack(backend);
    }
    loads.forEach(Load::allServed);
  }

  @Test
  void a_rolling_restart_of_all_backends_fails_no_request() {
    List<Load> loads = load();
    for (Backend backend : fleet.backends) {
      takeAway(backend);
      // What was under way to it has come back by then.
      loads.forEach(Load::goesOn);
      backend.program().kill();
      loads.forEach(Load::goesOn);
      backend.program().start();
      backend.awaitReady();
      bringBack(backend);
    }
    loads.forEach(Load::goesOn);
    loads.forEach(Load::allServed);
  }

  private List<Load> load() {
    List<Load> loads = new ArrayList<>();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      loads.add(Load.on(dataPlane, HOST, this::judge));
    }
    return loads;
  }

  private Optional<String> judge(Load.Asked asked, Connection.Answer answer) {
    String backend = answer.headers().getOrDefault("x-backend", "");
    return asked.begun() - removed.getOrDefault(backend, Long.MAX_VALUE) > 0
        ? Optional.of("it went to " + backend + ", which is removed")
        : Load.ECHOED.complaint(asked, answer);
  }

  private void takeAway(Backend backend) {
    fleet.cluster.endpoints("places", backend, false);
    shown(backend, false);
    // They show what they are about to serve, and Programmed says that they do.
    version();
    removed.put(backend.name(), System.nanoTime());
  }

  private void bringBack(Backend backend) {
    removed.remove(backend.name());
    fleet.cluster.endpoints("places", backend, true);
    shown(backend, true);
    version();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          backend.name() + " is asked again",
          Duration.ofSeconds(10),
          () ->
              backend
                  .name()
                  .equals(
                      Connection.once(dataPlane.httpPort(), HOST, "/load")
                          .headers()
                          .get("x-backend")));
    }
  }

  private void shown(Backend backend, boolean there) {
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      Await.until(
          dataPlane.pod() + " has heard of " + backend.name(),
          Duration.ofSeconds(10),
          () -> dataPlane.snapshot().contains(backend.place()) == there);
    }
  }

  /** A new generation, and with it all that went before, is served everywhere. */
  private void version() {
    fleet.cluster.route(
        "endpoints",
        HOST,
        Rule.backends("load", "/load", "places"),
        Rule.respond("version", "/version", "version " + ++versions));
    fleet.cluster.waitProgrammed("endpoints");
    assertThat(removed).hasSizeLessThan(fleet.backends.size());
  }
}

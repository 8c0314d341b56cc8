package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Parts are killed, paused, restarted and cut off by lot, several at a time, under load; every
 * request that fails must be one that the rule's policy allows to fail. A minute by default; {@code
 * -Dsluice.chaos.minutes=10} makes it longer, {@code -Dsluice.chaos.seed} repeats a schedule.
 */
@WithFleet
final class ChaosIT {
  private static final String HOST = "chaos.test";

  /** What backends that are asked over HTTP/2 serve. */
  private static final String HTTP2_HOST = "chaos2.test";

  private static final int MINUTES = Integer.getInteger("sluice.chaos.minutes", 1);
  private static final long SEED = Long.getLong("sluice.chaos.seed", System.nanoTime() % 100_000);

  /** As long as a test machine is slow; a lease alone is believed for 15 s. */
  private static final Duration AT_LAST = Duration.ofSeconds(90);

  private static final String POLICY =
      ",\"timeouts\":{\"request\":\"15s\",\"perTry\":\"3s\",\"connect\":\"500ms\"}"
          + ",\"retry\":{\"attempts\":6,\"budget\":100}"
          + ",\"health\":{\"passive\":{\"consecutiveErrors\":3,\"baseEjection\":\"1s\"}}";

  private final Fleet fleet;
  private final List<Cable> toBackends = new ArrayList<>();
  private final List<Cable> toOperators = new ArrayList<>();
  private List<DataPlaneProcess> dataPlanes = List.of();

  ChaosIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void connect() {
    fleet.operators.forEach(each -> toOperators.add(new Cable("127.0.0.1", each.pushPort())));
    fleet.backends.forEach(each -> toBackends.add(new Cable(each.address(), each.port())));
    List<Backend> behind = new ArrayList<>();
    for (int i = 0; i < toBackends.size(); i++) {
      Backend backend = fleet.backends.get(i);
      behind.add(
          new Backend(
              backend.name(), backend.address(), toBackends.get(i).port, backend.program()));
    }
    String dialled =
        toOperators.stream().map(each -> "127.0.0.1:" + each.port).collect(Collectors.joining(","));
    // Those of the other tests would only take the machine's time.
    fleet.dataPlanes.forEach(each -> each.program().kill());
    dataPlanes = Stream.of("chaos-0", "chaos-1").map(pod -> fleet.another(pod, dialled)).toList();
    dataPlanes.forEach(each -> each.program().start());
    dataPlanes.forEach(DataPlaneProcess::awaitReady);
    fleet.ready(dataPlanes);
    fleet.cluster.service("chaos", behind, behind);
    fleet.cluster.http2Service("chaos2", behind, behind);
    Rule load = Rule.backends("load", "/load", "chaos2");
    fleet.cluster.route("chaos2", HTTP2_HOST, withPolicy(load));
    route("before");
    fleet.cluster.waitProgrammed("chaos");
    fleet.cluster.waitProgrammed("chaos2");
  }

  @AfterEach
  void remove() {
    toBackends.forEach(Cable::close);
    toOperators.forEach(Cable::close);
    dataPlanes.forEach(DataPlaneProcess::close);
    fleet.cluster.removeRoute("chaos");
    fleet.cluster.removeRoute("chaos2");
  }

  private void route(String body) {
    Rule load = Rule.backends("load", "/load", "chaos");
    fleet.cluster.route("chaos", HOST, withPolicy(load), Rule.respond("changed", "/changed", body));
  }

  private static Rule withPolicy(Rule rule) {
    return new Rule(rule.name(), rule.prefix(), rule.action() + POLICY);
  }

  @Test
  void whatever_fails_was_allowed_to_fail() throws Exception {
    System.out.println("chaos: " + MINUTES + " min, -Dsluice.chaos.seed=" + SEED);
    assertHttp2();
    // Each of the two protocols on either side of the data planes.
    List<Load> loads =
        Stream.of(HOST, HTTP2_HOST)
            .flatMap(
                host ->
                    Stream.of(
                        Load.on("1", fleet::servicePort, Connection::open, host, Load.ECHOED),
                        Load.on("2", fleet::servicePort, Http2Connection::open, host, Load.ECHOED)))
            .toList();
    Chaos chaos =
        new Chaos(fleet, dataPlanes, toBackends, toOperators, Duration.ofMinutes(MINUTES));
    List<Outage> outages;
    try {
      outages = chaos.run(SEED);
    } finally {
      loads.forEach(Load::close);
    }
    account(loads, outages);
    // Nothing of it lasts: all parts take a change, and serve every request.
    List<Load> after = dataPlanes.stream().map(each -> Load.on(each, HOST, Load.ECHOED)).toList();
    Await.until("a change is taken", AT_LAST, () -> changed("after"));
    after.forEach(Load::goesOn);
    after.forEach(Load::allServed);
  }

  /** Else all of it could be HTTP/1.1. */
  private void assertHttp2() {
    Await.until("HTTP/2 is spoken on both sides", AT_LAST, this::speaksHttp2);
  }

  private boolean speaksHttp2() throws IOException {
    try (Client client = Http2Connection.open(dataPlanes.get(0).httpPort())) {
      return "HTTP_2".equals(client.ask("GET", HTTP2_HOST, "/load", "").headers().get("x-spoke"));
    }
  }

  private void account(List<Load> loads, List<Outage> outages) {
    long asked = loads.stream().mapToLong(Load::answered).sum();
    List<Load.Failure> failures = loads.stream().flatMap(load -> load.failures().stream()).toList();
    Accounts accounts = Accounts.of(failures, outages);
    Map<Outage.Kind, Long> done =
        outages.stream()
            .collect(Collectors.groupingBy(Outage::kind, TreeMap::new, Collectors.counting()));
    System.out.printf(
        "chaos: seed %d, %d outages %s; %d requests %s, %d failed; %s; %d without an excuse%n",
        SEED,
        outages.size(),
        done,
        asked,
        loads.stream().map(Load::toString).toList(),
        failures.size(),
        accounts.excused(),
        accounts.unexcused().size());
    assertThat(accounts.unexcused().stream().limit(20).map(each -> told(each, outages)))
        .as("seed %d: %d failures without an excuse", SEED, accounts.unexcused().size())
        .isEmpty();
    assertThat(done.keySet())
        .as("every kind of harm")
        .containsAll(EnumSet.allOf(Outage.Kind.class));
    assertThat(asked).isGreaterThan(1_000);
  }

  /** A failure, and what was going on. */
  private static String told(Load.Failure failure, List<Outage> outages) {
    return failure
        + " after "
        + Duration.ofNanos(failure.ended() - failure.asked().begun()).toMillis()
        + " ms, during "
        + outages.stream()
            .filter(outage -> outage.meets(failure))
            .map(
                outage ->
                    outage.kind()
                        + " "
                        + outage.part()
                        + " since "
                        + Duration.ofNanos(failure.ended() - outage.from()).toMillis()
                        + " ms")
            .toList();
  }

  private boolean changed(String body) throws IOException {
    route(body);
    fleet.cluster.waitProgrammed("chaos");
    for (DataPlaneProcess each : dataPlanes) {
      assertThat(Connection.once(each.httpPort(), HOST, "/changed").body()).isEqualTo(body);
    }
    return true;
  }
}

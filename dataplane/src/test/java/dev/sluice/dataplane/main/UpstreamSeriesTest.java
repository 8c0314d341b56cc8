package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Protocol;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** Which series there are of an upstream, from when until when, and that none is held between. */
class UpstreamSeriesTest extends ToBackends {
  private static final int SERVICES = 1_000;
  private static final String ASK = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";

  /** A line of jcmd's GC.class_histogram: number, instances, bytes, class. */
  private static final Pattern CLASS =
      Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+io\\.(micrometer|prometheus)\\.");

  private static ServicePort port(int number) {
    return new ServicePort("test", "idle-" + number, 80);
  }

  /** Routes that each forward to a Service of their own, of one endpoint that nobody asks. */
  private static List<Entry> idle(int services) {
    List<Entry> all = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      UpstreamId to = new UpstreamId(port(i), Protocol.HTTP1);
      all.add(new Endpoints(to.servicePort(), List.of(new Endpoint("127.0.0.1", 9))));
      all.add(
          Running.route(
              "idle-" + i + ".test",
              Running.rule(
                  "r", PathMatch.ANY, new Proxy(List.of(new Proxy.Backend(to, 1, true))))));
    }
    return all;
  }

  private List<String> series(String upstream) throws Exception {
    return running
        .metrics()
        .lines()
        .filter(line -> line.contains("upstream=\"" + upstream + "\""))
        .map(line -> line.substring("sluice_upstream_".length()))
        .sorted()
        .toList();
  }

  /** Objects of those who keep metrics that a garbage collection leaves, in all of this JVM. */
  private static long objectsOfMetrics() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    long sum = 0;
    for (Matcher each = CLASS.matcher(histogram); each.find(); ) {
      sum += Long.parseLong(each.group(1));
    }
    return sum;
  }

  @Test
  void a_thousand_idle_upstreams_cost_no_object_of_metrics() throws Exception {
    running.apply(idle(1).toArray(Entry[]::new));
    assertThat(series("test/idle-0:80")).isNotEmpty();
    long before = objectsOfMetrics();
    assertThat(before).isPositive();
    running.apply(idle(SERVICES).toArray(Entry[]::new));
    assertThat(series("test/idle-" + (SERVICES - 1) + ":80")).isNotEmpty();
    assertThat(objectsOfMetrics() - before).isLessThan(SERVICES / 10);
  }

  @Test
  void an_upstream_shows_its_endpoints_at_once_and_events_when_they_happen() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      running.forwardTo(backend);
      List<String> idle =
          List.of(
              "endpoints_unfit{protocol=\"HTTP1\",upstream=\"test/backend:80\"} 0.0",
              "endpoints{protocol=\"HTTP1\",upstream=\"test/backend:80\"} 1.0");
      assertThat(series("test/backend:80")).isEqualTo(idle);
      assertThat(running.exchange(ASK)).startsWith("HTTP/1.1 200 ");
      assertThat(series("test/backend:80"))
          .containsAll(idle)
          .contains(
              "connections{upstream=\"test/backend:80\"} 1.0",
              "connects_total{result=\"ok\",upstream=\"test/backend:80\"} 1.0")
          .hasSize(4);
      assertThat(running.metrics())
          .contains(
              "# HELP sluice_upstream_connects_total Connections to endpoints that were begun, by"
                  + " what became of them\n# TYPE sluice_upstream_connects_total counter\n",
              "# HELP sluice_upstream_endpoints Endpoints\n# TYPE sluice_upstream_endpoints gauge");
    }
  }

  @Test
  void circuits_and_limits_are_shown_from_the_start_where_there_are_any() throws Exception {
    try (Backend backend = Backend.saying("ok")) {
      serve(
          new Forwarding(
              null,
              null,
              new CircuitBreaker(50, 0, 100, 60_000, 2, 60_000, 1),
              new Concurrency(7, 3, 0, false),
              null,
              null),
          backend);
      String labels = "{protocol=\"HTTP1\",upstream=\"test/backend:80\"} ";
      assertThat(series("test/backend:80"))
          .contains(
              "circuits_open" + labels + "0.0",
              "circuits_half_open" + labels + "0.0",
              "concurrency_limit" + labels + "7.0",
              "concurrency_active" + labels + "0.0",
              "concurrency_pending" + labels + "0.0")
          .hasSize(7);
    }
  }

  @Test
  void the_series_of_a_service_go_with_it_but_not_before_its_last_connection() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Backend backend =
        Backend.answeringAfter(release, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      serve(Forwarding.PLAIN, backend);
      var answer = getLater();
      Running.await(() -> backend.connections.get() == 1 && running.inFlight() == 1);
      running.apply(idle(1).toArray(Entry[]::new));
      assertThat(series("test/backend:80"))
          .contains("connections{upstream=\"test/backend:80\"} 1.0");
      release.countDown();
      assertThat(answer.get()).startsWith("HTTP/1.1 200 ");
      // Without a garbage collection, which may be hours away.
      Running.await(() -> none("test/backend:80"));
      assertThat(series("test/idle-0:80")).hasSize(2);
    }
  }

  private boolean none(String upstream) {
    try {
      return series(upstream).isEmpty();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void upstreams_that_differ_in_whom_they_trust_alone_are_one_series() throws Exception {
    ServicePort port = port(0);
    AuthorityId other = new AuthorityId(AuthorityId.Kind.SECRET, "test", "ca", "ca.crt");
    List<Entry> entries = new ArrayList<>();
    entries.add(new Endpoints(port, List.of(new Endpoint("127.0.0.1", 9))));
    for (AuthorityId trusted : new AuthorityId[] {null, other}) {
      UpstreamId to =
          new UpstreamId(port, Protocol.HTTP1, new UpstreamTls("x.test", trusted, null));
      entries.add(
          Running.route(
              (trusted == null ? "a" : "b") + ".test",
              Running.rule(
                  "r", PathMatch.ANY, new Proxy(List.of(new Proxy.Backend(to, 1, true))))));
    }
    running.apply(entries.toArray(Entry[]::new));
    assertThat(series("test/idle-0:80"))
        .containsExactly(
            "endpoints_unfit{protocol=\"HTTP1 TLS x.test\",upstream=\"test/idle-0:80\"} 0.0",
            "endpoints{protocol=\"HTTP1 TLS x.test\",upstream=\"test/idle-0:80\"} 1.0");
  }
}

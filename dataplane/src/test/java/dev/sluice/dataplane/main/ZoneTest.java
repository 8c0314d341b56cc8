package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints that are meant for the data plane's own zone. */
class ZoneTest extends ToBackends {
  private final List<Backend> near = new ArrayList<>();
  private final List<Backend> far = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    for (int i = 0; i < 4; i++) {
      near.add(Backend.saying("n"));
      far.add(Backend.saying("f"));
    }
  }

  @AfterEach
  void end() throws Exception {
    for (Backend each : near) {
      each.close();
    }
    for (Backend each : far) {
      each.close();
    }
  }

  private void zoned(Forwarding how, String nearZone, String farZone) throws Exception {
    Map<Endpoint, List<String>> zones = new HashMap<>();
    near.forEach(each -> zones.put(each.endpoint(), List.of(nearZone)));
    far.forEach(each -> zones.put(each.endpoint(), List.of(farZone)));
    assertThat(
            running.apply(
                Endpoints.of(Running.BACKEND.servicePort(), zones),
                Running.route(
                    "a.test",
                    Running.rule(
                        Timeouts.DEFAULT,
                        Running.ANY,
                        new Proxy(
                            List.of(new Proxy.Backend(Running.BACKEND, 1, true)), how, null)))))
        .isEmpty();
  }

  private static Forwarding by(Balancing.Algorithm algorithm, boolean zoneAware, Health health) {
    return new Forwarding(
        new Balancing(algorithm, List.of(), null, 0, zoneAware), null, null, null, health, null);
  }

  private int farOf(int requests) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i < requests; i++) {
      all.append("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
    }
    all.append("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
    String answers = running.exchange(all.toString());
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(requests + 1);
    // Some backends of these tests answer with an error; the gateway itself must not.
    assertThat(answers).doesNotContain("x-sluice-error");
    return answers.split("\r\n\r\nf", -1).length - 1;
  }

  private static long heads(List<Backend> of) {
    return of.stream().mapToLong(each -> each.heads.size()).sum();
  }

  @Test
  void requests_stay_in_the_zone_whatever_chooses_among_its_endpoints() throws Exception {
    zoned(Forwarding.PLAIN, Running.ZONE, "there");
    assertThat(farOf(80)).isZero();
    for (Balancing.Algorithm algorithm :
        List.of(
            Balancing.Algorithm.ROUND_ROBIN,
            Balancing.Algorithm.RANDOM,
            Balancing.Algorithm.LEAST_REQUEST)) {
      zoned(by(algorithm, true, null), Running.ZONE, "there");
      assertThat(farOf(80)).as(algorithm.toString()).isZero();
    }
    assertThat(near).allSatisfy(each -> assertThat(each.heads.size()).isPositive());
  }

  @Test
  void without_an_endpoint_for_the_zone_all_are_used() throws Exception {
    zoned(Forwarding.PLAIN, "elsewhere", "there");
    assertThat(farOf(80)).isEqualTo(40);
  }

  @Test
  void a_rule_may_take_no_notice() throws Exception {
    zoned(by(Balancing.Algorithm.ROUND_ROBIN, false, null), Running.ZONE, "there");
    assertThat(farOf(80)).isEqualTo(40);
  }

  @Test
  void zones_that_lose_their_health_are_helped_out_in_proportion() throws Exception {
    Health health = new Health(new Health.Passive(1, 60_000, 100), null);
    near.remove(3).close();
    near.remove(2).close();
    Backend a = failing();
    Backend b = failing();
    near.add(a);
    near.add(b);
    zoned(by(Balancing.Algorithm.RANDOM, true, health), Running.ZONE, "there");
    // Half of the zone is out: 1.4 x 50 % of the requests stay.
    Running.await(
        () -> {
          try {
            farOf(20);
            return running.metric("sluice_upstream_endpoints_unfit") == 2;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Running.pause(60);
    int helped = farOf(1_000);
    // Binomial with 0.3: beyond six sigma (87) once in 500 million runs.
    assertThat(helped).isBetween(213, 387);
    assertThat(heads(List.of(a, b))).isLessThan(40);
  }

  @Test
  void when_the_whole_zone_is_out_others_take_over() throws Exception {
    end();
    far.clear();
    far.add(Backend.saying("f"));
    zoned(Forwarding.PLAIN, Running.ZONE, "there");
    Running.await(
        () -> {
          try {
            farOf(8);
            return running.metric("sluice_upstream_endpoints_unfit") == 4;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("f");
  }

  @Test
  void a_zone_with_more_than_it_can_bear_is_helped_out_until_it_is_not() throws Exception {
    end();
    near.clear();
    far.clear();
    CountDownLatch release = new CountDownLatch(1);
    List<AtomicInteger> held = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      held.add(new AtomicInteger());
      (i < 3 ? near : far).add(holding(held.get(i), release, i < 3 ? "n" : "f"));
    }
    zoned(Forwarding.PLAIN, Running.ZONE, "there");
    List<CompletableFuture<String>> waiting = new ArrayList<>();
    for (int i = 1; i <= 120; i++) {
      waiting.add(getLater());
      int asked = i;
      Running.await(() -> held.stream().mapToInt(AtomicInteger::get).sum() == asked);
      if (i == 30) {
        assertThat(held.subList(3, 6))
            .as("ten each")
            .allSatisfy(each -> assertThat(each).hasValue(0));
      }
    }
    // Two event loops take turns by themselves: more than ten times as busy, give or take one each.
    int outside = held.subList(3, 6).stream().mapToInt(AtomicInteger::get).sum();
    assertThat(outside).isBetween(6, 11);
    assertThat(held.subList(0, 3)).allSatisfy(each -> assertThat(each.get()).isBetween(33, 40));
    release.countDown();
    for (CompletableFuture<String> each : waiting) {
      assertThat(each.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(farOf(80)).isZero();
  }

  /** Answers with its name once it is released; then at once. */
  private static Backend holding(AtomicInteger held, CountDownLatch release, String name)
      throws Exception {
    return new Backend(
        c -> {
          while (c.request() != null) {
            held.incrementAndGet();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            c.say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
          }
        });
  }

  private static Backend failing() throws Exception {
    return Backend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 1\r\n\r\nx");
  }
}

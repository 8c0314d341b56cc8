package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Forwarding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which endpoint gets the next request. */
class BalancingTest extends ToBackends {
  private static Forwarding balancing(Balancing.Algorithm algorithm, Balancing.HashBy... by) {
    return new Forwarding(
        new Balancing(algorithm, List.of(by), null, 0, true), null, null, null, null, null);
  }

  @Test
  void random_gives_every_endpoint_its_share() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend c = Backend.answering(OK)) {
      serve(balancing(Balancing.Algorithm.RANDOM), a, b, c);
      pipeline(600, "");
      fair(601, a, b, c);
    }
  }

  @Test
  void in_turn_gives_every_endpoint_the_same() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend c = Backend.answering(OK)) {
      serve(balancing(Balancing.Algorithm.ROUND_ROBIN), a, b, c);
      // One connection is on one event loop, and the last request makes it a number of threes.
      pipeline(599, "");
      assertThat(List.of(a, b, c)).allSatisfy(each -> assertThat(each.heads).hasSize(200));
    }
  }

  @Test
  void a_new_endpoint_begins_with_a_tenth_of_its_share() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend late = Backend.answering(OK)) {
      Forwarding slowly =
          new Forwarding(
              new Balancing(Balancing.Algorithm.RANDOM, List.of(), null, 3_600_000, true),
              null,
              null,
              null,
              null,
              null);
      serve(slowly, a, b);
      pipeline(9, "");
      serve(slowly, a, b, late);
      pipeline(899, "");
      // Binomial with 1/30 of 900: beyond six sigma (32) once in many million runs.
      assertThat(late.heads.size()).isBetween(3, 62);
    }
  }

  @Test
  void endpoints_that_are_equally_busy_get_equal_shares() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend c = Backend.answering(OK)) {
      serve(balancing(Balancing.Algorithm.LEAST_REQUEST), a, b, c);
      pipeline(600, "");
      fair(601, a, b, c);
    }
  }

  @Test
  void a_hash_spreads_its_values() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend c = Backend.answering(OK)) {
      serve(
          balancing(
              Balancing.Algorithm.HASH, new Balancing.HashBy(Balancing.Source.HEADER, "x-user")),
          a,
          b,
          c);
      StringBuilder all = new StringBuilder();
      for (int user = 0; user < 599; user++) {
        all.append("GET / HTTP/1.1\r\nHost: a.test\r\nX-User: user-" + user + "\r\n\r\n");
      }
      running.exchange(
          all + "GET / HTTP/1.1\r\nHost: a.test\r\nX-User: z\r\nConnection: close\r\n\r\n");
      fair(600, a, b, c);
    }
  }

  /** By chi-square: with two degrees of freedom it is beyond 20.7 once in 31,000 runs. */
  private static void fair(int requests, Backend... backends) {
    double each = (double) requests / backends.length;
    double chiSquare = 0;
    for (Backend backend : backends) {
      chiSquare += Math.pow(backend.heads.size() - each, 2) / each;
    }
    assertThat(chiSquare).isLessThan(20.7);
  }

  private void pipeline(int requests, String field) throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < requests; i++) {
      all.append("GET / HTTP/1.1\r\nHost: a.test\r\n").append(field).append("\r\n");
    }
    running.exchange(all + "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  @Test
  void the_one_with_fewer_requests_under_way_gets_the_next() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    try (Backend slow =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    held.incrementAndGet();
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      throw new IOException(e);
                    }
                    c.say(OK);
                  }
                });
        Backend quick = Backend.answering(OK)) {
      serve(balancing(Balancing.Algorithm.LEAST_REQUEST), slow, quick);
      List<CompletableFuture<String>> waiting = new ArrayList<>();
      Running.await(
          () -> {
            if (held.get() == 0) {
              waiting.add(getLater());
              Running.pause(20);
            }
            return held.get() > 0;
          });
      int before = quick.heads.size();
      for (int i = 0; i < 20; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(quick.heads).hasSize(before + 20);
      release.countDown();
      for (CompletableFuture<String> each : waiting) {
        assertThat(each.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void a_hash_keeps_a_value_at_its_endpoint() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b");
        Backend c = Backend.saying("c")) {
      serve(
          balancing(
              Balancing.Algorithm.HASH, new Balancing.HashBy(Balancing.Source.HEADER, "x-user")),
          a,
          b,
          c);
      java.util.Set<Character> seen = new java.util.HashSet<>();
      for (int user = 0; user < 20; user++) {
        String first = get("X-User: " + user);
        seen.add(first.charAt(first.length() - 1));
        for (int i = 0; i < 3; i++) {
          String next = get("X-User: " + user);
          assertThat(next.charAt(next.length() - 1)).isEqualTo(first.charAt(first.length() - 1));
        }
      }
      assertThat(seen).hasSize(3);
    }
  }
}

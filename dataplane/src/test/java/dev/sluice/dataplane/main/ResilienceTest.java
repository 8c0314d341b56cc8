package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.CircuitBreaker;
import dev.sluice.snapshot.upstream.Concurrency;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Hedge;
import dev.sluice.snapshot.upstream.Retry;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client sees of failing backends is what the rule promises. */
class ResilienceTest {
  private static final List<String> IDEMPOTENT = List.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String UNAVAILABLE =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy";

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private String get() throws IOException {
    return running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  private String get(String field) throws IOException {
    return running.exchange(
        "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n" + field + "\r\n\r\n");
  }

  private CompletableFuture<String> getLater() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return get();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private void serve(Forwarding how, Backend... backends) throws Exception {
    serve(Timeouts.DEFAULT, how, null, backends);
  }

  private void serve(
      Timeouts timeouts, Forwarding how, @Nullable Fallback fallback, Backend... backends)
      throws Exception {
    running.apply(
        Running.endpoints(backends),
        Running.route(
            "a.test",
            Running.rule(
                timeouts,
                Running.ANY,
                new Proxy(List.of(new Proxy.Backend(Running.BACKEND, 1, true)), how, fallback))));
  }

  private static Forwarding retry(int attempts, List<Retry.On> on, Integer... statuses) {
    return new Forwarding(
        null,
        new Retry(attempts, on, List.of(statuses), IDEMPOTENT, 1, 5, 100, 64 << 10),
        null,
        null,
        null,
        null);
  }

  // ---- retries

  @Test
  void an_answer_that_is_to_be_retried_is_asked_of_another_endpoint() throws Exception {
    try (Backend bad = Backend.answering(UNAVAILABLE);
        Backend good = Backend.answering(OK)) {
      serve(retry(1, List.of(), 503), bad, good);
      for (int i = 0; i < 10; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("ok");
      }
      assertThat(bad.heads).isNotEmpty();
    }
  }

  @Test
  void when_the_attempts_are_used_up_the_last_answer_stands() throws Exception {
    try (Backend bad = Backend.answering(UNAVAILABLE)) {
      serve(retry(2, List.of(), 503), bad);
      assertThat(get()).startsWith("HTTP/1.1 503 ").endsWith("busy");
      assertThat(bad.heads).hasSize(3);
    }
  }

  @Test
  void a_reset_is_retried_where_the_method_allows_it() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (Backend flaky =
        new Backend(
            c -> {
              c.request();
              if (count.incrementAndGet() % 2 == 1) {
                c.reset();
              } else {
                c.say(OK);
              }
            })) {
      serve(retry(1, List.of(Retry.On.RESET)), flaky);
      assertThat(get()).startsWith("HTTP/1.1 200 ");
      assertThat(
              running.exchange(
                  "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1\r\n"
                      + "Connection: close\r\n\r\nx"))
          .startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void a_short_body_is_sent_again_and_a_long_one_is_not() throws Exception {
    AtomicInteger count = new AtomicInteger();
    List<Integer> lengths = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Backend flaky =
        new Backend(
            c -> {
              for (String r = c.request(); r != null; r = c.request()) {
                lengths.add(r.length() - r.indexOf("\r\n\r\n") - 4);
                c.say(count.incrementAndGet() % 2 == 1 ? UNAVAILABLE : OK);
              }
            })) {
      serve(retry(1, List.of(), 503), flaky);
      assertThat(put(50_000)).startsWith("HTTP/1.1 200 ");
      assertThat(lengths).containsExactly(50_000, 50_000);
      assertThat(put(80_000)).startsWith("HTTP/1.1 503 ");
      assertThat(lengths).containsExactly(50_000, 50_000, 80_000);
    }
  }

  private String put(int bytes) throws IOException {
    return running.exchange(
        "PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: "
            + bytes
            + "\r\nConnection: close\r\n\r\n"
            + "x".repeat(bytes));
  }

  @Test
  void a_longer_wait_than_the_rule_allows_is_passed_on() throws Exception {
    try (Backend busy =
        Backend.answering("HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n")) {
      serve(retry(3, List.of(), 503), busy);
      assertThat(get()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 60\r\n");
      assertThat(busy.heads).hasSize(1);
    }
  }

  @Test
  void a_try_that_takes_too_long_is_made_elsewhere() throws Exception {
    try (Backend hangs =
            new Backend(
                c -> {
                  c.head();
                  c.closedByPeer();
                });
        Backend good = Backend.answering(OK)) {
      serve(
          new Timeouts(10_000, 100, 2_000, 60_000),
          retry(2, List.of(Retry.On.TIMEOUT)),
          null,
          hangs,
          good);
      for (int i = 0; i < 4; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void a_try_that_takes_too_long_costs_504_without_retries() throws Exception {
    try (Backend hangs =
        new Backend(
            c -> {
              c.head();
              c.closedByPeer();
            })) {
      serve(new Timeouts(10_000, 100, 2_000, 60_000), Forwarding.PLAIN, null, hangs);
      assertThat(get()).startsWith("HTTP/1.1 504 ").contains("request_timeout");
    }
  }

  @Test
  void retries_never_multiply_an_outage() throws Exception {
    try (Backend down = Backend.answering(UNAVAILABLE)) {
      // Of 40 at a time 10 % may be retries, and three always may.
      serve(
          new Forwarding(
              null,
              new Retry(3, List.of(), List.of(503), IDEMPOTENT, 20, 20, 10, 0),
              null,
              null,
              null,
              null),
          down);
      List<CompletableFuture<String>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(getLater());
      }
      for (CompletableFuture<String> each : all) {
        assertThat(each.get(10, TimeUnit.SECONDS)).startsWith("HTTP/1.1 503 ");
      }
      // Without a budget there would be 160.
      assertThat(down.heads.size()).isLessThan(110);
    }
  }

  // ---- health

  @Test
  void an_endpoint_that_fails_in_a_row_is_left_alone_and_comes_back() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (Backend sick =
            new Backend(
                c -> {
                  while (c.request() != null) {
                    asked.incrementAndGet();
                    c.say(well.get() ? OK : UNAVAILABLE);
                  }
                });
        Backend good = Backend.answering(OK)) {
      serve(
          new Forwarding(
              null, null, null, null, new Health(new Health.Passive(3, 300, 50), null), null),
          sick,
          good);
      int failed = 0;
      for (int i = 0; i < 60; i++) {
        failed += get().startsWith("HTTP/1.1 503 ") ? 1 : 0;
      }
      assertThat(failed).isBetween(3, 5);
      well.set(true);
      int before = asked.get();
      Running.await(
          () -> {
            try {
              get();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            return asked.get() > before + 5;
          });
    }
  }

  @Test
  void the_last_endpoint_is_never_left_alone() throws Exception {
    try (Backend sick = Backend.answering(UNAVAILABLE)) {
      serve(
          new Forwarding(
              null, null, null, null, new Health(new Health.Passive(1, 60_000, 100), null), null),
          sick);
      for (int i = 0; i < 5; i++) {
        assertThat(get()).endsWith("busy");
      }
    }
  }

  @Test
  void an_endpoint_that_refused_is_asked_last_for_a_while() throws Exception {
    try (Backend good = Backend.answering(OK)) {
      Endpoint closed;
      try (ServerSocket socket = new ServerSocket(0)) {
        closed = new Endpoint("127.0.0.1", socket.getLocalPort());
      }
      running.apply(
          new Endpoints(Running.BACKEND.servicePort(), List.of(closed, good.endpoint())),
          Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy())));
      for (int i = 0; i < 20; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(running.metric("sluice_upstream_connects_total{result=\"failed\""))
          .isBetween(1.0, 4.0);
    }
  }

  private static Forwarding probing(Health.Kind kind) {
    Health.Probe probe =
        new Health.Probe(kind, kind == Health.Kind.HTTP ? "/healthz" : "", List.of(), "");
    return new Forwarding(
        null, null, null, null, new Health(null, new Health.Active(probe, 20, 2_000, 2, 2)), null);
  }

  /** Answers requests with its name, and probes with a status. */
  private static Backend probed(String name, AtomicInteger status) throws IOException {
    return new Backend(
        c -> {
          for (String head = c.head(); head != null; head = c.head()) {
            c.say(
                head.startsWith("GET /healthz ")
                    ? "HTTP/1.1 " + status.get() + " X\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + name);
          }
        });
  }

  @Test
  void an_endpoint_that_fails_its_probes_gets_no_request_until_it_is_well() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    try (Backend a = probed("a", new AtomicInteger(204));
        Backend b = probed("b", new AtomicInteger(200));
        Backend c = probed("c", status)) {
      serve(probing(Health.Kind.HTTP), a, b, c);
      status.set(500);
      Running.await(() -> unfit() == 1);
      for (int i = 0; i < 9; i++) {
        assertThat(get()).doesNotEndWith("c");
      }
      status.set(200);
      Running.await(() -> unfit() == 0);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        String answer = get();
        all.append(answer.charAt(answer.length() - 1));
      }
      assertThat(all.toString()).contains("a", "b", "c");
    }
  }

  @Test
  void when_most_fail_their_probes_the_probes_are_not_believed() throws Exception {
    AtomicInteger status = new AtomicInteger(500);
    try (Backend a = probed("a", status);
        Backend b = probed("b", status)) {
      serve(probing(Health.Kind.HTTP), a, b);
      Running.await(() -> unfit() == 2);
      String all = get() + get() + get() + get();
      assertThat(all).contains("\r\na", "\r\nb");
    }
  }

  @Test
  void a_connection_is_enough_for_a_tcp_probe() throws Exception {
    Backend gone = Backend.answering(OK);
    try (Backend good = Backend.answering(OK)) {
      serve(probing(Health.Kind.TCP), good, gone);
      Running.await(() -> gone.connections.get() > 2);
      assertThat(unfit()).isEqualTo(0);
      gone.close();
      Running.await(() -> unfit() == 1);
    }
  }

  private double unfit() {
    try {
      return running.metric("sluice_upstream_endpoints_unfit{");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- balancing

  private static Forwarding balancing(Balancing.Algorithm algorithm, Balancing.HashBy... by) {
    return new Forwarding(
        new Balancing(algorithm, List.of(by), null, 0), null, null, null, null, null);
  }

  @Test
  void random_gives_every_endpoint_its_share() throws Exception {
    try (Backend a = Backend.answering(OK);
        Backend b = Backend.answering(OK);
        Backend c = Backend.answering(OK)) {
      serve(balancing(Balancing.Algorithm.RANDOM), a, b, c);
      pipeline(600, "");
      double chiSquare = 0;
      for (Backend each : List.of(a, b, c)) {
        chiSquare += Math.pow(each.heads.size() - 200, 2) / 200;
      }
      // Two degrees of freedom: beyond 20.7 once in 31,000 runs.
      assertThat(chiSquare).isLessThan(20.7);
    }
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

  // ---- circuit breaker, bulkhead

  @Test
  void an_upstream_that_fails_is_spared_and_tried_again() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (Backend sick =
        new Backend(
            c -> {
              while (c.request() != null) {
                c.say(well.get() ? OK : UNAVAILABLE);
              }
            })) {
      serve(
          new Forwarding(
              null, null, new CircuitBreaker(50, 0, 100, 10_000, 5, 300, 1), null, null, null),
          sick);
      for (int i = 0; i < 5; i++) {
        assertThat(get()).endsWith("busy");
      }
      // On a slow machine the next one may be on trial already.
      Running.await(
          () -> {
            try {
              int spared = sick.heads.size();
              return get().contains("x-sluice-error: circuit_open") && sick.heads.size() == spared;
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      well.set(true);
      Running.await(
          () -> {
            try {
              return get().startsWith("HTTP/1.1 200 ");
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(get()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_circuit_stays_open_when_the_snapshot_changes() throws Exception {
    try (Backend sick = Backend.answering(UNAVAILABLE)) {
      Forwarding how =
          new Forwarding(
              null, null, new CircuitBreaker(50, 0, 100, 10_000, 5, 60_000, 1), null, null, null);
      serve(how, sick);
      for (int i = 0; i < 5; i++) {
        get();
      }
      running.apply(Running.endpoints(sick), Running.usual());
      serve(new Timeouts(9_000, 2_000, 60_000), how, null, sick);
      assertThat(get()).contains("x-sluice-error: circuit_open");
    }
  }

  @Test
  void what_is_beyond_the_bulkhead_waits_and_what_is_beyond_that_is_turned_away() throws Exception {
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
            })) {
      serve(new Forwarding(null, null, null, new Concurrency(2, 2, 0, false), null, null), slow);
      List<CompletableFuture<String>> four = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        four.add(getLater());
      }
      Running.await(() -> held.get() == 2 && running.inFlight() == 4);
      assertThat(get()).startsWith("HTTP/1.1 503 ").contains("x-sluice-error: overloaded");
      assertThat(held).hasValue(2);
      release.countDown();
      for (CompletableFuture<String> each : four) {
        assertThat(each.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(held).hasValue(4);
    }
  }

  @Test
  void connections_can_be_bounded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Backend slow =
        new Backend(
            c -> {
              c.request();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              c.say(OK);
            })) {
      serve(new Forwarding(null, null, null, new Concurrency(0, 0, 1, false), null, null), slow);
      CompletableFuture<String> first = getLater();
      Running.await(() -> slow.heads.size() == 1);
      assertThat(get()).startsWith("HTTP/1.1 503 ").contains("overloaded");
      release.countDown();
      assertThat(first.get(5, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
    }
  }

  // ---- fallback, priorities, hedging

  @Test
  void a_fixed_fallback_answers_where_the_backend_cannot() throws Exception {
    serve(
        Timeouts.DEFAULT,
        Forwarding.PLAIN,
        new Fallback(List.of(), new Respond(200, List.of(), "later")));
    assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("later");
  }

  @Test
  void another_backend_answers_where_the_first_cannot() throws Exception {
    try (Backend gone = new Backend(c -> c.head());
        Backend other = Backend.saying("other")) {
      running.apply(
          Running.endpoints(gone),
          new Endpoints(Running.OTHER.servicePort(), List.of(other.endpoint())),
          Running.route(
              "a.test",
              Running.rule(
                  "r",
                  Running.ANY,
                  new Proxy(
                      List.of(new Proxy.Backend(Running.BACKEND, 1, true)),
                      null,
                      new Fallback(List.of(new Proxy.Backend(Running.OTHER, 1, true)), null)))));
      assertThat(get()).startsWith("HTTP/1.1 200 ").endsWith("other");
      assertThat(other.heads.get(0).split("via: 1.1 sluice")).hasSize(2);
    }
  }

  @Test
  void the_next_group_takes_over_when_the_first_has_nobody() throws Exception {
    try (Backend second = Backend.saying("second");
        Backend first = Backend.saying("first")) {
      UpstreamId other = Running.OTHER;
      Proxy proxy =
          new Proxy(
              List.of(
                  new Proxy.Backend(Running.BACKEND, 1, true, 0),
                  new Proxy.Backend(other, 1, true, 1)));
      Endpoints spare = new Endpoints(other.servicePort(), List.of(second.endpoint()));
      running.apply(
          Running.endpoints(first),
          spare,
          Running.route("a.test", Running.rule("r", Running.ANY, proxy)));
      assertThat(get()).endsWith("first");
      running.apply(
          Running.endpoints(),
          spare,
          Running.route("a.test", Running.rule("r", Running.ANY, proxy)));
      assertThat(get()).endsWith("second");
    }
  }

  @Test
  void a_second_request_overtakes_one_that_takes_long() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (Backend slow =
            new Backend(
                c -> {
                  c.head();
                  c.closedByPeer();
                  released.countDown();
                });
        Backend quick = Backend.answering(OK)) {
      serve(new Forwarding(null, null, null, null, null, new Hedge(50, 1)), slow, quick);
      for (int i = 0; i < 4; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(slow.heads).isNotEmpty();
      assertThat(released.await(5, TimeUnit.SECONDS)).as("the slow one is let go").isTrue();
    }
  }
}

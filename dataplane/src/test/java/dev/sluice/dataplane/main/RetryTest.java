package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Retry;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests that failed are tried again as the rule says, and no oftener. */
class RetryTest extends ToBackends {
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
  void each_try_is_made_at_an_endpoint_that_was_not_yet_asked() throws Exception {
    try (Backend one = Backend.answering(UNAVAILABLE);
        Backend two = Backend.answering(UNAVAILABLE);
        Backend three = Backend.answering(UNAVAILABLE);
        Backend good = Backend.answering(OK)) {
      serve(retry(3, List.of(), 503), one, two, three, good);
      for (int i = 0; i < 20; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(List.of(one, two, three)).allSatisfy(each -> assertThat(each.heads).isNotEmpty());
    }
  }

  @Test
  void as_long_as_an_answer_asks_to_wait_nobody_is_asked() throws Exception {
    AtomicInteger count = new AtomicInteger();
    List<Long> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Backend busy =
        new Backend(
            c -> {
              while (c.request() != null) {
                asked.add(System.nanoTime());
                c.say(
                    count.incrementAndGet() == 1
                        ? UNAVAILABLE.replace("\r\n\r\n", "\r\nRetry-After: 1\r\n\r\n")
                        : OK);
              }
            })) {
      serve(
          new Forwarding(
              null,
              new Retry(1, List.of(), List.of(503), IDEMPOTENT, 1, 2_000, 100, 0),
              null,
              null,
              null,
              null),
          busy);
      assertThat(get()).startsWith("HTTP/1.1 200 ");
      assertThat(asked).hasSize(2);
      assertThat(asked.get(1) - asked.get(0)).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
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
}

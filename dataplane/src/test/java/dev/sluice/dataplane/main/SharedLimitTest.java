package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.store.RedisServer;
import dev.sluice.snapshot.filter.Limit.Bound;
import dev.sluice.snapshot.filter.LimitPolicy.Counting;
import dev.sluice.snapshot.filter.LimitPolicy.OnStoreFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three data planes that share a store, under load. Each takes seconds; {@code
 * -Dsluice.limit.seconds=180} makes it minutes.
 */
class SharedLimitTest {
  private static final long SECONDS = Long.getLong("sluice.limit.seconds", 3);
  private static final String CALLS = "sluice_store_duration_seconds_count";

  private RedisServer server;
  private LoadedFleet fleet;

  @BeforeEach
  void start() throws Exception {
    server = new RedisServer();
    fleet = new LoadedFleet(server);
  }

  @AfterEach
  void stop() throws Exception {
    if (fleet != null) {
      fleet.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void a_window_that_holds_too_many_is_found() {
    List<LoadedFleet.Answer> answers = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      answers.add(new LoadedFleet.Answer(i * 10, i * 10 + 1, 200));
      answers.add(new LoadedFleet.Answer(i * 10, i * 10 + 1, 429));
    }
    assertThat(LoadedFleet.worst(answers, 1, 10)).isZero();
    answers.add(new LoadedFleet.Answer(5_005, 5_006, 200));
    answers.add(new LoadedFleet.Answer(5_007, 5_008, 200));
    assertThat(LoadedFleet.worst(answers, 1, 10)).isEqualTo(2);
    // One that may have passed before the window's begin does not count.
    answers.add(new LoadedFleet.Answer(-9_000, 5_008, 200));
    assertThat(LoadedFleet.worst(answers, 1, 10)).isEqualTo(2);
  }

  @Test
  void an_exact_count_is_never_over_in_any_window_and_gives_all_there_is() throws Exception {
    fleet.serve(
        Limited.of("test/exact", limit("l", new Bound.Rate(200, 1_000, 20)))
            .global(Counting.EXACT, OnStoreFailure.DENY));
    fleet.load(300_000_000);
    long start = System.nanoTime();
    List<LoadedFleet.Answer> answers = fleet.load(TimeUnit.SECONDS.toNanos(SECONDS));
    long elapsed = System.nanoTime() - start;
    long passed = LoadedFleet.passed(answers);
    System.out.printf(
        "exact: %d of %d passed in %.2f s, 200/s allowed, worst window over by %d%n",
        passed, answers.size(), elapsed / 1e9, LoadedFleet.worst(answers, 20, 5_000_000));
    assertThat(LoadedFleet.worst(answers, 20, 5_000_000)).isLessThanOrEqualTo(0);
    assertThat(answers).anyMatch(answer -> answer.status() == 429);
    // Less than all only where an answer came too late: it may have been counted.
    assertThat(passed).isGreaterThan(elapsed / 5_000_000 / 2);
  }

  @Test
  void a_leased_count_is_over_by_no_more_than_what_is_leased_and_asks_seldom() throws Exception {
    // A tenth of the burst may be leased by all: 30.
    fleet.serve(
        Limited.of("test/leased", limit("l", new Bound.Rate(1_000, 1_000, 300)))
            .global(Counting.LEASED, OnStoreFailure.DENY));
    fleet.load(300_000_000);
    long start = System.nanoTime();
    double before = fleet.metric(CALLS);
    List<LoadedFleet.Answer> answers = fleet.load(TimeUnit.SECONDS.toNanos(SECONDS));
    long elapsed = System.nanoTime() - start;
    long over = LoadedFleet.worst(answers, 300, 1_000_000);
    System.out.printf(
        "leased: %d of %d passed in %.2f s, 1000/s allowed, worst window over by %d, %.0f calls%n",
        LoadedFleet.passed(answers),
        answers.size(),
        elapsed / 1e9,
        over,
        fleet.metric(CALLS) - before);
    assertThat(over).isLessThanOrEqualTo(30);
    assertThat(LoadedFleet.passed(answers)).isGreaterThan((int) (elapsed / 1_000_000 / 2));
    assertThat(fleet.metric(CALLS) - before).isLessThan(answers.size() / 2.0);
  }

  @Test
  void all_limits_of_a_request_take_one_round_trip() throws Exception {
    Bound plenty = new Bound.Rate(1_000_000, 1_000, 1_000_000);
    fleet.serve(
        Limited.of("test/many", limit("a", plenty), limit("b", plenty), limit("c", plenty))
            .global(Counting.EXACT, OnStoreFailure.LOCAL));
    fleet.load(300_000_000);
    double before = fleet.metric(CALLS);
    for (int i = 0; i < 20; i++) {
      assertThat(get()).startsWith("HTTP/1.1 200").contains("\"a\";r=", "\"b\";r=", "\"c\";r=");
    }
    // One that was not answered in time is not among them.
    assertThat(fleet.metric(CALLS) - before).isBetween(1.0, 20.0);
  }

  @Test
  void an_edited_rate_keeps_its_share_of_the_shared_count() throws Exception {
    fleet.serve(
        Limited.of("test/warm", limit("l", new Bound.Rate(1_000, 1_000, 1_000)))
            .global(Counting.EXACT, OnStoreFailure.DENY));
    fleet.load(300_000_000);
    for (Counting counting : Counting.values()) {
      String id = "test/edit-" + counting.name().toLowerCase(Locale.ROOT);
      fleet.serve(
          Limited.of(id, limit("l", new Bound.Rate(10, 600_000, 20)))
              .global(counting, OnStoreFailure.DENY));
      for (int i = 0; i < 10; i++) {
        assertThat(get()).startsWith("HTTP/1.1 200");
      }
      fleet.serve(
          Limited.of(id, limit("l", new Bound.Rate(100, 600_000, 200)))
              .global(counting, OnStoreFailure.DENY));
      // Half is used up, and stays so; a lease is at most a tenth.
      Matcher left = Pattern.compile("ratelimit: \"l\";r=(\\d+)").matcher(get());
      assertThat(left.find()).isTrue();
      assertThat(Integer.parseInt(left.group(1))).isBetween(75, 101);
    }
  }

  private String get() throws Exception {
    return fleet
        .planes
        .get(0)
        .exchange("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }
}

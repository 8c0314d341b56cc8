package dev.sluice.dataplane.store;

import static dev.sluice.dataplane.store.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RedisStoreTest {
  private static long[] debts(Asking asking, Ask... asks) {
    return asking.ask(asks).join().orElseThrow();
  }

  @Test
  void several_data_planes_together_pass_exactly_what_is_allowed() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking one = new Asking(server).ready();
        Asking two = new Asking(server).ready();
        Asking three = new Asking(server).ready()) {
      // 50 at once, then one each 100 ms.
      Ask each = ask(Mode.TOGETHER, "ns/exact", "k", 10, 50, 1);
      long start = System.nanoTime();
      List<CompletableFuture<Optional<long[]>>> answers = new ArrayList<>();
      int passed = 0;
      int answered = 0;
      int unanswered = 0;
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
        for (int i = 0; i < 20; i++) {
          answers.add(one.ask(each));
          answers.add(two.ask(each));
          answers.add(three.ask(each));
        }
        for (CompletableFuture<Optional<long[]>> answer : answers) {
          Optional<long[]> debts = answer.join();
          answered += debts.isPresent() ? 1 : 0;
          unanswered += debts.isPresent() ? 0 : 1;
          passed += debts.isPresent() && each.passes(debts.get()[0]) ? 1 : 0;
        }
        answers.clear();
      }
      long elapsed = System.nanoTime() - start;
      assertThat(answered).isGreaterThan(100);
      assertThat(passed).isLessThanOrEqualTo((int) (50 + elapsed / 100_000_000));
      // One that is not answered in time may have been counted.
      assertThat(passed + unanswered).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void counters_that_are_asked_together_are_charged_together_or_not_at_all() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      Ask roomy = ask(Mode.TOGETHER, "ns/a", "k", 1, 10, 1);
      Ask tight = ask(Mode.TOGETHER, "ns/b", "k", 1, 1, 1);
      Ask alone = ask(Mode.ALONE, "ns/c", "k", 1, 10, 1);
      assertThat(debts(asking, roomy, tight, alone)).containsExactly(0, 0, 0);
      long[] second = debts(asking, roomy, tight, alone);
      assertThat(roomy.passes(second[0])).isTrue();
      assertThat(tight.passes(second[1])).isFalse();
      long[] third = debts(asking, roomy, tight, alone);
      assertThat(third[0]).isLessThanOrEqualTo(second[0]);
      assertThat(third[2]).isGreaterThan(second[2]);
    }
  }

  @Test
  void leases_are_whole_units_and_no_more_than_there_are() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      Ask seven = ask(Mode.LEASE, "ns/lease", "k", 1, 10, 7);
      assertThat(seven.leased(debts(asking, seven)[0])).isEqualTo(7);
      assertThat(seven.leased(debts(asking, seven)[0])).isEqualTo(3);
      assertThat(seven.leased(debts(asking, seven)[0])).isZero();
    }
  }

  @Test
  void what_is_charged_afterwards_counts_and_can_be_given_back() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      Ask look = ask(Mode.ALONE, "ns/charge", "k", 1, 100, 0);
      debts(asking, ask(Mode.CHARGE, "ns/charge", "k", 1, 100, 60));
      assertThat(debts(asking, look)[0] / 1_000_000_000).isBetween(58L, 60L);
      debts(asking, ask(Mode.CHARGE, "ns/charge", "k", 1, 100, -50));
      assertThat(debts(asking, look)[0] / 1_000_000_000).isBetween(8L, 10L);
      debts(asking, ask(Mode.CHARGE, "ns/charge", "k", 1, 100, -50));
      assertThat(debts(asking, look)[0]).isZero();
    }
  }

  @Test
  void a_counter_that_says_nothing_more_expires() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      debts(asking, ask(Mode.TOGETHER, "ns/short", "k", 10, 10, 1));
      debts(asking, ask(Mode.TOGETHER, "ns/long", "k", 1, 3600, 3600));
      assertThat(server.say("PTTL sluice:test:{ns/long}:k")).matches("(?s):3(600000|5\\d+)\r\n");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (!server.say("EXISTS sluice:test:{ns/short}:k").startsWith(":0")) {
        assertThat(System.nanoTime()).isLessThan(deadline);
      }
    }
  }

  @Test
  void a_clock_that_steps_back_locks_nobody_out() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      // 5 at once, then one each 100 ms.
      Ask each = ask(Mode.TOGETHER, "ns/clock", "k", 10, 5, 1);
      debts(asking, each);
      // What the server's clock leaves behind that steps back by an hour.
      String now = server.say("TIME").split("\r\n")[2];
      server.say(
          "SET sluice:test:{ns/clock}:k " + (Long.parseLong(now) + 3_600) + "000000000 EX 3600");
      long start = System.nanoTime();
      assertThat(each.passes(debts(asking, each)[0])).isFalse();
      // One that is not answered in time says nothing.
      while (asking.ask(each).join().filter(debts -> each.passes(debts[0])).isEmpty()) {
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
      }
      // Nor is anything given away: the debt was as large as can be, and one in 100 ms is paid.
      assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Test
  void a_server_that_has_lost_its_scripts_gets_them_again() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      server.say("SCRIPT FLUSH");
      assertThat(asking.answers()).isTrue();
      assertThat(asking.failures("error")).isZero();
    }
  }

  @Test
  void a_server_that_is_killed_is_given_up_at_once_and_found_again() throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      server.kill();
      for (int i = 0; i < 50; i++) {
        assertThat(asking.answers()).isFalse();
      }
      assertThat(asking.store.breaker.open()).isTrue();
      assertThat(asking.failures("open")).isPositive();
      server.start();
      asking.ready();
      assertThat(asking.store.breaker.open()).isFalse();
    }
  }

  @Test
  void a_server_that_goes_and_comes_is_spoken_of_once_each() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(RedisStore.class);
    List<String> said = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            said.add(event.getLevel() + " " + event.getFormattedMessage());
          }
        };
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      appender.start();
      log.addAppender(appender);
      log.setLevel(Level.INFO);
      server.kill();
      for (int i = 0; i < 50; i++) {
        asking.answers();
      }
      assertThat(said).hasSize(1).first().asString().startsWith("WARN ").contains(server.url());
      server.start();
      asking.ready();
      assertThat(said).hasSize(2).last().asString().startsWith("INFO ").contains("answers again");
    } finally {
      log.setLevel(null);
      log.detachAppender(appender);
    }
  }

  @Test
  void a_server_that_hangs_costs_a_request_no_more_than_its_bound_and_then_nothing()
      throws Exception {
    try (RedisServer server = new RedisServer();
        Asking asking = new Asking(server).ready()) {
      server.pause();
      long longest = 0;
      for (int i = 0; i < 100; i++) {
        long start = System.nanoTime();
        assertThat(asking.answers()).isFalse();
        longest = Math.max(longest, System.nanoTime() - start);
      }
      // The bound, and what a busy machine adds to any timer.
      assertThat(longest).isLessThan(TimeUnit.MILLISECONDS.toNanos(25 + 475));
      assertThat(asking.failures("timeout")).isBetween(10.0, 20.0);
      assertThat(asking.failures("open")).isGreaterThan(70);
      server.resume();
      asking.ready();
    }
  }

  @Test
  void a_full_server_is_a_failure_and_no_reason_to_reconnect() throws Exception {
    try (RedisServer server =
            new RedisServer("--maxmemory", "100mb", "--maxmemory-policy", "noeviction");
        Asking asking = new Asking(server).ready()) {
      double before = asking.meters.get("sluice.store.connects").counter().count();
      server.say("CONFIG SET maxmemory 1");
      assertThat(asking.answers()).isFalse();
      assertThat(asking.failures("error")).isPositive();
      server.say("CONFIG SET maxmemory 0");
      asking.ready();
      assertThat(asking.meters.get("sluice.store.connects").counter().count()).isEqualTo(before);
    }
  }

  @Test
  void no_server_at_all_is_a_failure_like_any_other() throws Exception {
    RedisServer.binary();
    try (Asking asking =
        new Asking(
            Asking.options(
                StoreOptions.Mode.STANDALONE, "redis://127.0.0.1:" + RedisServer.freePort()))) {
      assertThat(asking.answers()).isFalse();
    }
  }
}

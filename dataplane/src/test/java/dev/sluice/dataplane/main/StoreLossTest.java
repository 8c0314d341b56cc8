package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.limit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.store.RedisServer;
import dev.sluice.dataplane.store.StoreOptions;
import dev.sluice.snapshot.filter.Limit.Bound;
import dev.sluice.snapshot.filter.LimitPolicy.Counting;
import dev.sluice.snapshot.filter.LimitPolicy.OnStoreFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of three data planes see while their store is down, slow, full or elsewhere. */
class StoreLossTest {
  private static final long SECONDS = Long.getLong("sluice.limit.seconds", 3);

  @TempDir private Path folder;
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
  void without_its_store_each_data_plane_enforces_its_share() throws Exception {
    fleet.serve(
        Limited.of("test/share", limit("l", new Bound.Rate(3, 60_000, 30)))
            .global(Counting.EXACT, OnStoreFailure.LOCAL));
    server.kill();
    List<LoadedFleet.Answer> answers = fleet.load(TimeUnit.SECONDS.toNanos(1));
    // 30 ÷ 3 in each.
    assertThat(LoadedFleet.passed(answers)).isEqualTo(30);
  }

  @Test
  void without_its_store_a_policy_may_allow_or_deny() throws Exception {
    Bound one = new Bound.Rate(1, 60_000, 1);
    fleet.serve(
        Limited.of("test/open", limit("l", one)).global(Counting.EXACT, OnStoreFailure.ALLOW));
    server.kill();
    assertThat(fleet.load(300_000_000)).allMatch(answer -> answer.status() == 200);
    fleet.serve(
        Limited.of("test/shut", limit("l", one)).global(Counting.LEASED, OnStoreFailure.DENY));
    assertThat(fleet.load(300_000_000)).allMatch(answer -> answer.status() == 503);
    assertThat(fleet.planes.get(0).metric("sluice_limit_store_failures_total", "test/shut"))
        .isPositive();
  }

  @Test
  void a_store_that_hangs_and_comes_back_under_load_fails_no_request() throws Exception {
    fleet.serve(
        Limited.of("test/hang", limit("l", new Bound.Rate(1_000_000, 1_000, 1_000_000)))
            .global(Counting.EXACT, OnStoreFailure.LOCAL));
    fleet.load(300_000_000);
    Thread disturbs =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 2; i++) {
                  Running.pause(TimeUnit.SECONDS.toMillis(SECONDS) / 8);
                  server.pause();
                  Running.pause(TimeUnit.SECONDS.toMillis(SECONDS) / 8);
                  server.resume();
                }
                server.kill();
                Running.pause(200);
                server.start();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    disturbs.start();
    List<LoadedFleet.Answer> answers = fleet.load(TimeUnit.SECONDS.toNanos(SECONDS));
    disturbs.join();
    long slow =
        answers.stream()
            .filter(each -> each.came() - each.sent() > TimeUnit.MILLISECONDS.toNanos(20))
            .count();
    System.out.printf("hangs: %d answers, %d took more than 20 ms%n", answers.size(), slow);
    assertThat(answers).allMatch(answer -> answer.status() == 200);
    assertThat(slow).isLessThan(answers.size() / 10);
    Running.await(
        () -> {
          try {
            fleet.load(50_000_000);
            return fleet.planes.get(0).metric("sluice_store_up") == 1;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void a_full_store_is_as_good_as_none_until_there_is_room_again() throws Exception {
    server.say("CONFIG SET maxmemory-policy noeviction");
    fleet.serve(
        Limited.of("test/full", limit("l", new Bound.Rate(3, 60_000, 30)))
            .global(Counting.EXACT, OnStoreFailure.LOCAL));
    server.say("CONFIG SET maxmemory 1");
    List<LoadedFleet.Answer> answers = fleet.load(TimeUnit.SECONDS.toNanos(1));
    // Nothing of it was counted in the store: 30 ÷ 3 in each.
    assertThat(LoadedFleet.passed(answers)).isEqualTo(30);
    assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 429);
    server.say("CONFIG SET maxmemory 0");
    Running.await(
        () -> {
          try {
            fleet.load(50_000_000);
            return server.say("DBSIZE").startsWith(":1");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void a_failover_under_load_fails_no_request_and_ends_at_the_new_master() throws Exception {
    try (RedisServer replica =
            new RedisServer(
                "--replicaof", "127.0.0.1 " + server.port, "--repl-diskless-sync-delay", "0");
        RedisServer sentinel = RedisServer.sentinel(server, folder.resolve("sentinel.conf"))) {
      Running.await(() -> says(sentinel, "SENTINEL REPLICAS main", "" + replica.port));
      try (LoadedFleet watched =
          new LoadedFleet(LoadedFleet.options(StoreOptions.Mode.SENTINEL, sentinel))) {
        watched.serve(
            Limited.of("test/failover", limit("l", new Bound.Rate(1_000_000, 1_000, 1_000_000)))
                .global(Counting.EXACT, OnStoreFailure.LOCAL));
        watched.load(300_000_000);
        Thread disturbs = new Thread(server::kill);
        disturbs.start();
        List<LoadedFleet.Answer> answers = watched.load(TimeUnit.SECONDS.toNanos(SECONDS));
        disturbs.join();
        assertThat(answers).isNotEmpty().allMatch(answer -> answer.status() == 200);
        Running.await(() -> says(replica, "ROLE", "master"));
        Running.await(
            () -> {
              try {
                watched.load(50_000_000);
                return watched.metric("sluice_store_up") == 3 && says(replica, "DBSIZE", ":1");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
      }
    }
  }

  private static boolean says(RedisServer server, String question, String answer) {
    try {
      return server.say(question).contains(answer);
    } catch (java.io.IOException e) {
      return false;
    }
  }
}

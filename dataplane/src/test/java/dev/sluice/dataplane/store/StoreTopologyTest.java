package dev.sluice.dataplane.store;

import static dev.sluice.dataplane.store.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Ask;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts.Mode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTopologyTest {
  @TempDir Path folder;

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static boolean says(RedisServer server, String question, String answer) {
    try {
      return server.say(question).contains(answer);
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void a_cluster_counts_each_policy_on_one_node_and_all_policies_of_a_request() throws Exception {
    String[] options = {"--cluster-enabled", "yes", "--cluster-node-timeout", "2000"};
    try (RedisServer one = new RedisServer(options);
        RedisServer two = new RedisServer(options);
        RedisServer three = new RedisServer(options)) {
      List<RedisServer> all = List.of(one, two, three);
      String[] slots = {"0 5460", "5461 10922", "10923 16383"};
      for (int i = 0; i < 3; i++) {
        all.get(i).say("CLUSTER ADDSLOTSRANGE " + slots[i]);
        all.get(i).say("CLUSTER MEET 127.0.0.1 " + one.port);
      }
      await(() -> all.stream().allMatch(each -> says(each, "CLUSTER INFO", "cluster_state:ok")));
      await(
          () -> all.stream().allMatch(each -> says(each, "CLUSTER INFO", "cluster_known_nodes:3")));
      try (Asking asking =
          new Asking(Asking.options(StoreOptions.Mode.CLUSTER, one.url(), two.url()))) {
        asking.ready();
        // Policies whose names fall into slots of all three nodes.
        Ask[] asks = new Ask[9];
        for (int i = 0; i < asks.length; i++) {
          asks[i] = ask(Mode.TOGETHER, "ns/p" + i, "k", 1, 3, 1);
        }
        for (int i = 0; i < 20; i++) {
          asking.ask(asks).join();
        }
        long[] debts = asking.ask(asks).join().orElseThrow();
        for (int i = 0; i < asks.length; i++) {
          assertThat(asks[i].passes(debts[i])).isFalse();
        }
        assertThat(all).allMatch(each -> !says(each, "DBSIZE", ":0\r"));
        // A node that is gone takes only its own policies along.
        three.kill();
        await(
            () -> {
              int answered = 0;
              for (Ask each : asks) {
                answered += asking.ask(each).join().isPresent() ? 1 : 0;
              }
              return answered < asks.length;
            });
      }
    }
  }

  @Test
  void a_failover_by_sentinel_is_followed() throws Exception {
    try (RedisServer master = new RedisServer();
        RedisServer replica =
            new RedisServer(
                "--replicaof", "127.0.0.1 " + master.port, "--repl-diskless-sync-delay", "0")) {
      await(() -> says(master, "INFO replication", "state=online"));
      try (RedisServer sentinel = RedisServer.sentinel(master, folder.resolve("sentinel.conf"))) {
        await(() -> says(sentinel, "SENTINEL REPLICAS main", Integer.toString(replica.port)));
        try (Asking asking =
            new Asking(Asking.options(StoreOptions.Mode.SENTINEL, sentinel.url()))) {
          asking.ready();
          master.kill();
          await(() -> says(replica, "ROLE", "master"));
          asking.ready();
          assertThat(asking.store.breaker.open()).isFalse();
        }
      }
    }
  }

  @Test
  void credentials_are_read_anew_at_each_connect() throws Exception {
    Path user = folder.resolve("user");
    Path password = folder.resolve("password");
    Files.writeString(user, "sluice\n");
    Files.writeString(password, "first\n", StandardCharsets.UTF_8);
    try (RedisServer server =
        new RedisServer(
            "--user", "sluice", "on", ">first", "~sluice:*", "+@all", "--requirepass", "admin")) {
      StoreOptions options =
          new StoreOptions(
              "test",
              List.of(server.url()),
              StoreOptions.Mode.STANDALONE,
              "",
              user,
              password,
              null);
      try (Asking asking = new Asking(options)) {
        asking.ready();
        // Whoever is connected stays so until told to go.
        String all = server.say("AUTH admin\r\nACL SETUSER sluice resetpass >second");
        assertThat(all).startsWith("+OK");
        Files.writeString(password, "second");
        server.say("AUTH admin\r\nCLIENT KILL USER sluice");
        asking.ready();
      }
    }
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * That a change costs a data plane what changed, not what there is: in bytes that are allocated
 * until the next table is there, for a time would be another on every machine.
 */
final class ApplyCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CHANGES = 40;

  @Test
  void a_change_costs_as_much_among_5000_routes_as_among_100() throws Exception {
    long few = bytesPerChange(100);
    long many = bytesPerChange(5_000);
    System.out.println("allocated bytes per change: " + few + " of 100, " + many + " of 5,000");
    // A node or an entry of a copied map would take 24 bytes or more for each.
    assertThat(many - few).isLessThan(4_900 * 4);
  }

  private static long bytesPerChange(int routes) throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1)) {
      PersistentMap<EntryKey, Entry> all = PersistentMap.of();
      for (int i = 0; i < routes; i++) {
        all = with(all, i, 0);
      }
      apply(running, all, 0);
      long[] bytes = new long[CHANGES];
      for (int n = 0; n < CHANGES; n++) {
        all = with(all, n, 1);
        bytes[n] = apply(running, all, n + 1);
      }
      Arrays.sort(bytes);
      return bytes[CHANGES / 2];
    }
  }

  private static PersistentMap<EntryKey, Entry> with(
      PersistentMap<EntryKey, Entry> all, int number, int version) {
    Route route =
        Running.route(
            "host-" + number + ".test",
            Running.rule(
                "r", new PathMatch.Prefix("/r"), new Respond(200, List.of(), "v" + version)));
    return all.with(route.key(), route);
  }

  /** What this thread allocates for it: all but what the event loops do. */
  private static long apply(Running running, PersistentMap<EntryKey, Entry> all, int number)
      throws Exception {
    RoutingSnapshot snapshot = new RoutingSnapshot(new Revision("%064x".formatted(number)), all);
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    var applied = running.plane.apply(snapshot).toCompletionStage().toCompletableFuture();
    long after = THREADS.getThreadAllocatedBytes(thread);
    assertThat(applied.get(10, TimeUnit.SECONDS)).isEmpty();
    return after - before;
  }
}

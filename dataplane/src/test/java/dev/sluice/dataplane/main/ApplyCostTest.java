package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
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
    costsAsMuchAmongMany(ApplyCostTest::answering);
  }

  @Test
  void a_change_of_endpoints_costs_as_much_among_5000_services_as_among_100() throws Exception {
    costsAsMuchAmongMany(ApplyCostTest::serviceOfItsOwn);
  }

  /** What there is of a number, in a version. */
  private interface Kind {
    List<Entry> entries(int number, int version);
  }

  private static void costsAsMuchAmongMany(Kind kind) throws Exception {
    long few = bytesPerChange(100, kind);
    long many = bytesPerChange(5_000, kind);
    System.out.println("allocated bytes per change: " + few + " of 100, " + many + " of 5,000");
    // A node or an entry of a copied map would take 24 bytes or more for each.
    assertThat(many - few).isLessThan(4_900 * 4);
  }

  private static long bytesPerChange(int routes, Kind kind) throws Exception {
    try (Running running = new Running(java.time.Duration.ZERO, 1)) {
      PersistentMap<EntryKey, Entry> all = PersistentMap.of();
      for (int i = 0; i < routes; i++) {
        all = with(all, kind.entries(i, 0));
      }
      apply(running, all, 0);
      long[] bytes = new long[CHANGES];
      for (int n = 0; n < CHANGES; n++) {
        all = with(all, kind.entries(n, 1));
        bytes[n] = apply(running, all, n + 1);
      }
      Arrays.sort(bytes);
      return bytes[CHANGES / 2];
    }
  }

  private static List<Entry> answering(int number, int version) {
    return List.of(route(number, new Respond(200, List.of(), "v" + version)));
  }

  /** With an endpoint that no request goes to. */
  private static List<Entry> serviceOfItsOwn(int number, int version) {
    ServicePort port = new ServicePort("test", "service-" + number, 80);
    UpstreamId to = new UpstreamId(port, Protocol.HTTP1);
    return List.of(
        new Endpoints(port, List.of(new Endpoint("127.0.0.1", 9 + version))),
        route(number, new Proxy(List.of(new Proxy.Backend(to, 1, true)))));
  }

  private static Route route(int number, Action action) {
    return Running.route(
        "host-" + number + ".test", Running.rule("r", new PathMatch.Prefix("/r"), action));
  }

  private static PersistentMap<EntryKey, Entry> with(
      PersistentMap<EntryKey, Entry> all, List<Entry> entries) {
    for (Entry entry : entries) {
      all = all.with(entry.key(), entry);
    }
    return all;
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

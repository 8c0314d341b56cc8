package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * That a change is encoded at the cost of what changed: in bytes that are allocated for it, and in
 * entries that are looked at.
 */
final class ChangeCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CHANGES = 40;

  @Test
  void a_change_is_encoded_at_the_same_cost_among_5000_routes_as_among_100() {
    bytesPerChange(100);
    long few = bytesPerChange(100);
    long many = bytesPerChange(5_000);
    System.out.println("allocated bytes per change: " + few + " of 100, " + many + " of 5,000");
    // The hash is over a 256th of the entries; a copy of all would take 24 bytes or more for each.
    assertThat(many - few).isLessThan(4_900 * 8);
  }

  @Test
  void what_to_send_is_found_among_the_256th_that_changed() {
    List<Publication> published = new ArrayList<>();
    Assembler assembler = new Assembler(published::add);
    PersistentMap<EntryKey, Entry> entries = routes(5_000);
    assembler.compiled(entries, PersistentSet.of());
    assembler.compiled(entries.with(key(7), route(7, 2)), PersistentSet.of());
    List<EntryKey> seen = new ArrayList<>();
    EncodedSnapshot.difference(
        published.get(0).snapshot(),
        published.get(1).snapshot(),
        (was, is) -> {
          seen.addAll(was.keySet());
          seen.addAll(is.keySet());
        });
    // Of 5,000 about 20 are in a bucket, before and after.
    assertThat(seen).contains(key(7)).hasSizeLessThan(100);
  }

  private static PersistentMap<EntryKey, Entry> routes(int count) {
    PersistentMap<EntryKey, Entry> entries = PersistentMap.of();
    for (int i = 0; i < count; i++) {
      entries = entries.with(key(i), route(i, 1));
    }
    return entries;
  }

  private static long bytesPerChange(int count) {
    List<Publication> published = new ArrayList<>();
    Assembler assembler = new Assembler(published::add);
    PersistentMap<EntryKey, Entry> entries = routes(count);
    assembler.compiled(entries, PersistentSet.of());
    long[] bytes = new long[CHANGES];
    for (int n = 0; n < CHANGES; n++) {
      entries = entries.with(key(n), route(n, 2));
      long thread = Thread.currentThread().getId();
      long before = THREADS.getThreadAllocatedBytes(thread);
      assembler.compiled(entries, PersistentSet.of());
      Publication from = published.get(n);
      Publication to = published.get(n + 1);
      assertThat(Publication.Changes.between(from, to).put()).hasSize(1);
      assertThat(Delta.between(from.snapshot(), to.snapshot()).put()).hasSize(1);
      bytes[n] = THREADS.getThreadAllocatedBytes(thread) - before;
    }
    Arrays.sort(bytes);
    return bytes[CHANGES / 2];
  }

  private static EntryKey key(int number) {
    return EntryKey.route(new RouteId("web", "route-" + number));
  }

  private static Route route(int number, long generation) {
    return new Route(
        new RouteId("web", "route-" + number),
        generation,
        1,
        List.of(new Hostname("host-" + number + ".test")),
        null,
        List.of());
  }
}

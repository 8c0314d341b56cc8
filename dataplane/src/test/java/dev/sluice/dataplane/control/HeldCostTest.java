package dev.sluice.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.wire.ToDataPlane;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That reading a change costs what changed, in bytes that are allocated for it. */
final class HeldCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CHANGES = 40;

  @Test
  void a_change_is_read_at_the_same_cost_among_5000_routes_as_among_100() throws Exception {
    bytesPerChange(100);
    long few = bytesPerChange(100);
    long many = bytesPerChange(5_000);
    System.out.println("allocated bytes per change: " + few + " of 100, " + many + " of 5,000");
    // The hash is over a 256th of the entries; a copy of all would take 24 bytes or more for each.
    assertThat(many - few).isLessThan(4_900 * 8);
  }

  private static long bytesPerChange(int routes) throws Held.Unfit {
    List<EncodedEntry> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      all.add(Entries.entry(i, 1));
    }
    EncodedSnapshot snapshot = EncodedSnapshot.of(all);
    Held held =
        Held.NOTHING.next(
            new ToDataPlane.Full(snapshot.revision(), all.stream().map(Entries::raw).toList()));
    long[] bytes = new long[CHANGES];
    for (int n = 0; n < CHANGES; n++) {
      EncodedEntry changed = Entries.entry(n, 2);
      EncodedSnapshot next = snapshot.with(List.of(changed), List.of());
      ToDataPlane.Delta delta =
          new ToDataPlane.Delta(
              snapshot.revision(), next.revision(), List.of(Entries.raw(changed)), List.of());
      snapshot = next;
      long thread = Thread.currentThread().getId();
      long before = THREADS.getThreadAllocatedBytes(thread);
      held = held.next(delta);
      assertThat(held.snapshot().revision()).isEqualTo(next.revision());
      bytes[n] = THREADS.getThreadAllocatedBytes(thread) - before;
    }
    Arrays.sort(bytes);
    return bytes[CHANGES / 2];
  }
}

package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaglevTest {
  private static final int KEYS = 100_000;

  private static List<Endpoint> endpoints(int n) {
    return IntStream.range(0, n)
        .mapToObj(i -> new Endpoint("10.0." + i / 250 + "." + i % 250, 8080))
        .sorted()
        .toList();
  }

  @Test
  void shares_are_nearly_equal() {
    for (int n : new int[] {1, 2, 3, 7, 50}) {
      Maglev table = new Maglev(endpoints(n));
      int[] counts = new int[n];
      for (int i = 0; i < KEYS; i++) {
        counts[table.position(HashKey.hash("user-" + i))]++;
      }
      double expected = (double) KEYS / n;
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // Slots differ by one or two of 16,381/n, which the test statistic sees as well: three times
      // the 99.9 % quantile of n - 1 degrees of freedom is far from any real skew.
      assertThat(chiSquare).as(n + " endpoints").isLessThan(3 * (n + 4 * Math.sqrt(2.0 * n) + 10));
    }
  }

  @Test
  void when_one_leaves_few_others_move() {
    List<Endpoint> before = endpoints(20);
    List<Endpoint> after = new ArrayList<>(before);
    Endpoint gone = after.remove(7);
    Maglev a = new Maglev(before);
    Maglev b = new Maglev(after);
    int moved = 0;
    int had = 0;
    for (int i = 0; i < KEYS; i++) {
      long hash = HashKey.hash("user-" + i);
      Endpoint was = before.get(a.position(hash));
      Endpoint is = after.get(b.position(hash));
      assertThat(is).isNotEqualTo(gone);
      if (was.equals(gone)) {
        had++;
      } else if (!was.equals(is)) {
        moved++;
      }
    }
    assertThat(had).isBetween(KEYS / 25, KEYS / 16);
    assertThat((double) moved / KEYS).isLessThan(0.05);
  }

  @Test
  void every_data_plane_makes_the_same_table() {
    Maglev a = new Maglev(endpoints(9));
    Maglev b = new Maglev(endpoints(9));
    for (int i = 0; i < 1_000; i++) {
      long hash = HashKey.hash("k" + i);
      assertThat(a.position(hash)).isEqualTo(b.position(hash));
    }
  }

  @Test
  void no_endpoints_make_no_table() {
    assertThat(new Maglev(List.of()).position(1)).isEqualTo(-1);
  }
}

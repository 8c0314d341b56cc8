package dev.sluice.snapshot.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PartedMapTest {
  private final Random random = new Random(5);

  @Test
  void any_history_leaves_what_a_plain_map_holds_and_copies_stay_as_they_were() {
    Map<String, Integer> plain = new HashMap<>();
    PartedMap<String, Integer> map = PartedMap.of();
    for (int step = 0; step < 300; step++) {
      Map<String, Integer> plainBefore = Map.copyOf(plain);
      PartedMap<String, Integer> before = map;
      PartedMap.Edit<String, Integer> edit = map.edit();
      for (int n = random.nextInt(20); n > 0; n--) {
        String key = "key-" + random.nextInt(500);
        if (random.nextBoolean()) {
          plain.put(key, n);
          edit.put(key, n);
        } else {
          plain.remove(key);
          edit.remove(key);
        }
        assertThat(edit.get(key)).isEqualTo(plain.get(key));
      }
      map = edit.done();
      assertThat(map).isEqualTo(plain).hasSize(plain.size());
      assertThat(before).isEqualTo(plainBefore).hasSize(plainBefore.size());
      assertDifference(before, map);
    }
    assertThat(map.keySet()).isEqualTo(plain.keySet());
  }

  private static void assertDifference(
      PartedMap<String, Integer> before, PartedMap<String, Integer> after) {
    Map<String, Integer> turned = new HashMap<>(before);
    PartedMap.difference(
        before,
        after,
        (key, was, is) -> {
          assertThat(was).isEqualTo(before.get(key)).isNotEqualTo(is);
          if (is == null) {
            turned.remove(key);
          } else {
            turned.put(key, is);
          }
        });
    assertThat(turned).isEqualTo(after);
  }

  @Test
  void a_copy_in_which_nothing_changed_is_the_map() {
    PartedMap<String, Integer> map = PartedMap.copyOf(Map.of("a", 1, "b", 2));
    PartedMap.Edit<String, Integer> edit = map.edit();
    edit.remove("c");
    assertThat(edit.done()).isSameAs(map);
    assertThat(PartedMap.copyOf(map)).isSameAs(map);
  }
}

package dev.sluice.snapshot.persistent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  /** Few hashes, so that many keys clash, and some differ in their highest bits alone. */
  private record Key(int number) {
    @Override
    public int hashCode() {
      return number % 3 == 0 ? number % 7 : number % 3 == 1 ? number << 27 : number;
    }
  }

  @Property(tries = 200)
  void it_holds_what_a_hash_map_holds(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Key, Integer> expected = new HashMap<>();
    PersistentMap<Key, Integer> map = PersistentMap.of();
    for (int i = 0; i < 300; i++) {
      Key key = new Key(random.nextInt(90));
      if (random.nextInt(3) == 0) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, i);
        map = map.with(key, i);
      }
      assertThat(map.size()).isEqualTo(expected.size());
    }
    assertThat(map).isEqualTo(expected);
    assertThat(map.hashCode()).isEqualTo(expected.hashCode());
    for (int number = 0; number < 90; number++) {
      assertThat(map.get(new Key(number))).isEqualTo(expected.get(new Key(number)));
    }
    Map<Key, Integer> visited = new HashMap<>();
    map.forEach(visited::put);
    assertThat(visited).isEqualTo(expected);
  }

  @Property(tries = 200)
  void made_at_once_it_is_what_it_is_put_by_put(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Key, List<Integer>> values = new HashMap<>();
    PersistentMap<Key, Integer> put = PersistentMap.of();
    Bulk<Key, Integer> bulk = new Bulk<>(random.nextInt(300));
    for (int i = random.nextInt(300); i > 0; i--) {
      Key key = new Key(random.nextInt(90));
      bulk.add(key, i);
      put = put.with(key, i);
      values.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    assertThat(bulk.map()).isEqualTo(put).hasSameSizeAs(put);
    assertThat(bulk.grouped((key, all) -> List.copyOf(all))).isEqualTo(values);
    PersistentMap<Key, Integer> made = bulk.map();
    for (int i = 0; i < 90; i++) {
      Key key = new Key(random.nextInt(90));
      assertThat(made.get(key)).isEqualTo(put.get(key));
      made = random.nextBoolean() ? made.with(key, i) : made.without(key);
      put = made.containsKey(key) ? put.with(key, i) : put.without(key);
    }
    assertThat(made).isEqualTo(put).hasSameSizeAs(put);
  }

  @Property(tries = 30)
  void any_history_leaves_what_a_plain_map_holds_and_copies_stay_as_they_were(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Key, Integer> plain = new HashMap<>();
    PersistentMap<Key, Integer> map = PersistentMap.of();
    for (int step = 0; step < 100; step++) {
      Map<Key, Integer> plainBefore = Map.copyOf(plain);
      PersistentMap<Key, Integer> before = map;
      for (int n = random.nextInt(10); n > 0; n--) {
        Key key = new Key(random.nextInt(500));
        map = map.without(key);
        plain.remove(key);
        assertThat(map.get(key)).isNull();
      }
      Bulk<Key, Integer> bulk = new Bulk<>(random.nextInt(20));
      for (int n = random.nextInt(20); n > 0; n--) {
        Key key = new Key(random.nextInt(500));
        bulk.add(key, n);
        plain.put(key, n);
      }
      map = bulk.onto(map);
      assertThat(map).isEqualTo(plain).hasSize(plain.size());
      assertThat(before).isEqualTo(plainBefore).hasSize(plainBefore.size());
      Map<Key, Integer> turned = new HashMap<>(before);
      PersistentMap.difference(
          before,
          map,
          (key, was, is) -> {
            assertThat(was).isEqualTo(before.get(key)).isNotEqualTo(is);
            turned.compute(key, (k, v) -> is);
          });
      assertThat(turned).isEqualTo(plain);
    }
    assertThat(map.keySet()).isEqualTo(plain.keySet());
  }

  @Property(tries = 200)
  void a_difference_is_what_changed_and_nothing_else(@ForAll long seed) {
    Random random = new Random(seed);
    PersistentMap<Key, Integer> before = some(random, PersistentMap.of());
    PersistentMap<Key, Integer> shared = some(random, before);
    PersistentMap<Key, Integer> apart = PersistentMap.copyOf(new HashMap<>(shared));
    Set<Key> expected = new HashSet<>(before.keySet());
    expected.addAll(shared.keySet());
    expected.removeIf(key -> Objects.equals(before.get(key), shared.get(key)));
    for (PersistentMap<Key, Integer> after : List.of(shared, apart)) {
      Set<Key> told = new HashSet<>();
      PersistentMap.difference(
          before,
          after,
          (key, was, is) -> {
            assertThat(told.add(key)).isTrue();
            assertThat(was).isEqualTo(before.get(key));
            assertThat(is).isEqualTo(after.get(key));
          });
      assertThat(told).isEqualTo(expected);
    }
  }

  /** Tells whenever it is compared with another. */
  private record Seen(int number, AtomicInteger times) {
    @Override
    public boolean equals(@Nullable Object other) {
      times.incrementAndGet();
      return other instanceof Seen seen && seen.number == number;
    }

    @Override
    public int hashCode() {
      return number * 0x9E3779B9;
    }
  }

  @Test
  void a_difference_is_found_without_a_look_at_what_two_maps_share() {
    AtomicInteger times = new AtomicInteger();
    Bulk<Seen, String> bulk = new Bulk<>(5_000);
    for (int i = 0; i < 5_000; i++) {
      bulk.add(new Seen(i, times), "v1");
    }
    PersistentMap<Seen, String> before = bulk.map();
    PersistentMap<Seen, String> after =
        before
            .with(new Seen(7, times), "v2")
            .with(new Seen(5_000, times), "v1")
            .without(new Seen(8, times));
    List<Integer> told = new ArrayList<>();
    times.set(0);
    PersistentMap.difference(before, after, (key, was, is) -> told.add(key.number));
    assertThat(told).containsExactlyInAnyOrder(7, 8, 5_000);
    // A branch that has become a leaf, or the other way, is looked at whole.
    assertThat(times).hasValueLessThan(20);
  }

  private static PersistentMap<Key, Integer> some(Random random, PersistentMap<Key, Integer> map) {
    PersistentMap<Key, Integer> next = map;
    for (int i = random.nextInt(60); i > 0; i--) {
      Key key = new Key(random.nextInt(60));
      next = random.nextInt(3) == 0 ? next.without(key) : next.with(key, random.nextInt(4));
    }
    return next;
  }

  @Test
  void what_does_not_change_it_gives_the_same_map() {
    PersistentMap<String, String> map = PersistentMap.<String, String>of().with("a", "1");
    assertThat(map.with("a", "1")).isSameAs(map);
    assertThat(map.without("b")).isSameAs(map);
    assertThat(map.without("a")).isSameAs(PersistentMap.of());
    assertThat(PersistentMap.copyOf(map)).isSameAs(map);
    assertThat(new Bulk<String, String>(1).onto(map)).isSameAs(map);
  }

  @Test
  void a_set_tells_what_was_added_and_what_was_taken_away() {
    PersistentSet<String> before = PersistentSet.copyOf(Set.of("a", "b", "c"));
    PersistentSet<String> after = before.with("d").without("a");
    Map<String, Boolean> told = new HashMap<>();
    PersistentSet.difference(before, after, told::put);
    assertThat(told).isEqualTo(Map.of("d", true, "a", false));
    assertThat(after).containsExactlyInAnyOrder("b", "c", "d");
    assertThat(before).containsExactlyInAnyOrder("a", "b", "c");
  }
}

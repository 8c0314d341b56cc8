package dev.sluice.snapshot.persistent;

import dev.sluice.snapshot.persistent.Parts.Branch;
import dev.sluice.snapshot.persistent.Parts.Clash;
import dev.sluice.snapshot.persistent.PersistentMap.Leaf;
import dev.sluice.snapshot.persistent.PersistentMap.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * What a {@link PersistentMap} is made of where all of it is new: each branch is made once, where
 * one put after another would copy it with every key below it. For one thread.
 */
public final class Bulk<K, V> {
  /** So few are put one after another for less than it takes to sort them by 32 ways. */
  private static final int FEW = 4;

  private Leaf<K, V>[] leaves;
  private int size;

  /**
   * @param expected about how many will be added
   */
  public Bulk(int expected) {
    leaves = leaves(Math.max(1, expected));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // it holds nothing yet
  private static <K, V> Leaf<K, V>[] leaves(int length) {
    return new Leaf[length];
  }

  /** A key may be added more than once. */
  public void add(K key, V value) {
    if (size == leaves.length) {
      leaves = Arrays.copyOf(leaves, size * 2);
    }
    leaves[size++] = new Leaf<>(key, Objects.requireNonNull(value));
  }

  /** The map; it has the last value of each key. */
  public PersistentMap<K, V> map() {
    return grouped((key, values) -> values.get(values.size() - 1));
  }

  /**
   * A map with these put; it has the last value of each key.
   *
   * @param map where it holds nothing, all are put at once; else one after another: few among many
   *     are no reason to make the rest anew
   */
  public PersistentMap<K, V> onto(PersistentMap<K, V> map) {
    if (map.isEmpty()) {
      return map();
    }
    PersistentMap<K, V> next = map;
    for (int i = 0; i < size; i++) {
      next = next.with(leaves[i].getKey(), leaves[i].getValue());
    }
    return next;
  }

  /**
   * The map of what becomes of the values of each key.
   *
   * @param join takes a key and its values, in the order in which they were added
   */
  public <S> PersistentMap<K, S> grouped(BiFunction<K, List<V>, S> join) {
    return size == 0
        ? PersistentMap.of()
        : new PersistentMap<>(part(0, leaves.clone(), leaves(size), 0, size, join));
  }

  /** Of the leaves in a range, all of which go the same way up to here. */
  private static <K, V, S> Part<K, S> part(
      int shift,
      Leaf<K, V>[] from,
      Leaf<K, V>[] spare,
      int start,
      int end,
      BiFunction<K, List<V>, S> join) {
    if (sameHash(from, start, end)) {
      return same(from, start, end, join);
    }
    if (end - start <= FEW && differ(from, start, end)) {
      Part<K, S> part = single(from[start], join);
      for (int i = start + 1; i < end; i++) {
        part = part.put(shift, single(from[i], join));
      }
      return part;
    }
    int[] next = new int[33];
    int ways = 0;
    for (int i = start; i < end; i++) {
      int way = Parts.way(from[i].hash, shift);
      ways |= 1 << way;
      next[way + 1]++;
    }
    next[0] = start;
    for (int way = 1; way < next.length; way++) {
      next[way] += next[way - 1];
    }
    for (int i = start; i < end; i++) {
      spare[next[Parts.way(from[i].hash, shift)]++] = from[i];
    }
    Part<K, S>[] parts = Branch.array(Integer.bitCount(ways));
    int size = 0;
    int first = start;
    for (int left = ways, i = 0; left != 0; left &= left - 1, i++) {
      int last = next[Integer.numberOfTrailingZeros(left)];
      parts[i] = part(shift + Parts.BITS, spare, from, first, last, join);
      size += parts[i].size();
      first = last;
    }
    return new Branch<>(ways, parts, size);
  }

  private static <K, V> boolean sameHash(Leaf<K, V>[] leaves, int start, int end) {
    for (int i = start + 1; i < end; i++) {
      if (leaves[i].hash != leaves[start].hash) {
        return false;
      }
    }
    return true;
  }

  /** Whether no two have the same hash. */
  private static <K, V> boolean differ(Leaf<K, V>[] leaves, int start, int end) {
    for (int i = start + 1; i < end; i++) {
      for (int j = start; j < i; j++) {
        if (leaves[i].hash == leaves[j].hash) {
          return false;
        }
      }
    }
    return true;
  }

  private static <K, V, S> Leaf<K, S> single(Leaf<K, V> leaf, BiFunction<K, List<V>, S> join) {
    K key = leaf.getKey();
    return new Leaf<>(key, join.apply(key, List.of(leaf.getValue())), leaf.hash);
  }

  private static <K, V, S> Part<K, S> same(
      Leaf<K, V>[] leaves, int start, int end, BiFunction<K, List<V>, S> join) {
    Leaf<K, V> first = leaves[start];
    if (end - start == 1) {
      return single(first, join);
    }
    Map<K, List<V>> values = new LinkedHashMap<>();
    for (int i = start; i < end; i++) {
      values.computeIfAbsent(leaves[i].getKey(), k -> new ArrayList<>()).add(leaves[i].getValue());
    }
    List<Leaf<K, S>> joined = new ArrayList<>(values.size());
    values.forEach((key, all) -> joined.add(new Leaf<>(key, join.apply(key, all), first.hash)));
    return joined.size() == 1 ? joined.get(0) : new Clash<>(first.hash, joined);
  }
}

package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.ByteTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values by names of hosts, in parts by the hash of the name: so a host that changes costs a copy
 * of its part, not of all hosts. Immutable.
 */
final class HostIndex<V> {
  private static final int PARTS = 64;
  private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(PARTS);
  private static final HostIndex<?> EMPTY =
      new HostIndex<>(Collections.nCopies(PARTS, ByteTable.of(Map.of())));

  private final ByteTable<V>[] parts;

  @SuppressWarnings("unchecked") // an array of a generic type, filled from a list of it
  private HostIndex(List<ByteTable<V>> parts) {
    this.parts = parts.toArray(ByteTable[]::new);
  }

  @SuppressWarnings("unchecked") // it holds no value
  static <V> HostIndex<V> of() {
    return (HostIndex<V>) EMPTY;
  }

  static <V> HostIndex<V> of(Map<String, V> entries) {
    List<Map<String, V>> split = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      split.add(new HashMap<>());
    }
    entries.forEach((name, value) -> split.get(part(ByteTable.hash(name))).put(name, value));
    List<ByteTable<V>> made = new ArrayList<>();
    split.forEach(part -> made.add(ByteTable.of(part)));
    return new HostIndex<>(made);
  }

  /**
   * A copy in which a name has another value.
   *
   * @param value null: the name is gone
   */
  HostIndex<V> with(String name, @Nullable V value) {
    List<ByteTable<V>> copy = new ArrayList<>(List.of(parts));
    int part = part(ByteTable.hash(name));
    copy.set(part, copy.get(part).with(name, value));
    return new HostIndex<>(copy);
  }

  /**
   * Null: it has none.
   *
   * @param hash of these bytes, as {@link ByteTable} has it
   */
  @Nullable V find(int hash, byte[] bytes, int start, int end) {
    return parts[part(hash)].find(hash, bytes, start, end);
  }

  /** By the upper bits; a place within a part goes by the lower ones. */
  private static int part(int hash) {
    return (hash * 0x9E3779B9) >>> SHIFT;
  }
}

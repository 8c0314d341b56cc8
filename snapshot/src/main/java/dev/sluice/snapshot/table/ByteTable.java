package dev.sluice.snapshot.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds values by stretches of bytes without making a key object. Open addressing, at most half
 * full. Keys come from the configuration alone, so that no request can fill it with collisions.
 */
final class ByteTable<V> {
  private static final ByteTable<?> EMPTY = new ByteTable<>(Map.of());

  private final byte[][] keys;
  private final Object[] values;
  private final int mask;

  @SuppressWarnings("unchecked") // it holds no value
  static <V> ByteTable<V> of(Map<String, ? extends V> entries) {
    return entries.isEmpty() ? (ByteTable<V>) EMPTY : new ByteTable<>(entries);
  }

  private ByteTable(Map<String, ? extends V> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size())) * 4;
    keys = new byte[capacity][];
    values = new Object[capacity];
    mask = capacity - 1;
    entries.forEach(
        (key, value) -> {
          byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
          int slot = slot(hash(bytes, 0, bytes.length));
          while (values[slot] != null) {
            slot = (slot + 1) & mask;
          }
          keys[slot] = bytes;
          values[slot] = value;
        });
  }

  /** Runs from the end, so that the hashes of all suffixes of a host come in one pass. */
  static int hash(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = end - 1; i >= start; i--) {
      hash = step(hash, bytes[i]);
    }
    return hash;
  }

  static int step(int hash, byte next) {
    return hash * 31 + next;
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 16)) & mask;
  }

  @Nullable V find(byte[] bytes, int start, int end) {
    return find(hash(bytes, start, end), bytes, start, end);
  }

  @SuppressWarnings("unchecked") // only the constructor puts values in, and those are V
  @Nullable V find(int hash, byte[] bytes, int start, int end) {
    int slot = slot(hash);
    while (values[slot] != null) {
      byte[] key = keys[slot];
      if (Arrays.equals(key, 0, key.length, bytes, start, end)) {
        return (V) values[slot];
      }
      slot = (slot + 1) & mask;
    }
    return null;
  }
}

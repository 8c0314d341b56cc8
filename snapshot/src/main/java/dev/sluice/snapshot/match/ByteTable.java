package dev.sluice.snapshot.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds values by stretches of bytes without making a key object. Open addressing, at most half
 * full. Keys come from the configuration alone, so that no request can fill it with collisions.
 */
public final class ByteTable<V> {
  private static final ByteTable<?> EMPTY = new ByteTable<>(Map.of());

  private final byte[][] keys;
  private final Object[] values;
  private final int mask;
  private final int size;

  @SuppressWarnings("unchecked") // it holds no value
  public static <V> ByteTable<V> of(Map<String, ? extends V> entries) {
    return entries.isEmpty() ? (ByteTable<V>) EMPTY : new ByteTable<>(entries);
  }

  private ByteTable(Map<String, ? extends V> entries) {
    this(capacity(entries.size()), entries.size());
    entries.forEach((key, value) -> put(key.getBytes(StandardCharsets.UTF_8), value));
  }

  private ByteTable(int capacity, int size) {
    this(new byte[capacity][], new Object[capacity], size);
  }

  private ByteTable(byte[][] keys, Object[] values, int size) {
    this.keys = keys;
    this.values = values;
    this.mask = values.length - 1;
    this.size = size;
  }

  private static int capacity(int size) {
    return Integer.highestOneBit(Math.max(1, size)) * 4;
  }

  private void put(byte[] key, Object value) {
    int slot = place(key);
    keys[slot] = key;
    values[slot] = value;
  }

  /** Where a key is, or else may be put. */
  private int place(byte[] key) {
    int slot = slot(hash(key, 0, key.length));
    while (values[slot] != null && !Arrays.equals(keys[slot], key)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /**
   * A copy in which a key has another value.
   *
   * @param value null: the key is gone
   */
  public ByteTable<V> with(String key, @Nullable V value) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    boolean there = values[place(bytes)] != null;
    int next = size + (value == null ? 0 : 1) - (there ? 1 : 0);
    if (value == null || 2 * next > values.length) {
      // What is left in a row of keys may have to move, and so in a larger table all of them.
      ByteTable<V> copy = new ByteTable<>(Math.max(values.length, capacity(next)), next);
      for (int slot = 0; slot < values.length; slot++) {
        if (values[slot] != null && !Arrays.equals(keys[slot], bytes)) {
          copy.put(keys[slot], values[slot]);
        }
      }
      if (value != null) {
        copy.put(bytes, value);
      }
      return copy;
    }
    ByteTable<V> copy = new ByteTable<>(keys.clone(), values.clone(), next);
    copy.put(bytes, value);
    return copy;
  }

  /** Of the whole of a key. */
  public static int hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return hash(bytes, 0, bytes.length);
  }

  /** Runs from the end, so that the hashes of all suffixes of a host come in one pass. */
  public static int hash(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = end - 1; i >= start; i--) {
      hash = step(hash, bytes[i]);
    }
    return hash;
  }

  public static int step(int hash, byte next) {
    return hash * 31 + next;
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 16)) & mask;
  }

  public @Nullable V find(byte[] bytes, int start, int end) {
    return find(hash(bytes, start, end), bytes, start, end);
  }

  @SuppressWarnings("unchecked") // only the constructor puts values in, and those are V
  public @Nullable V find(int hash, byte[] bytes, int start, int end) {
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

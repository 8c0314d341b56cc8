package dev.sluice.snapshot.persistent;

import dev.sluice.snapshot.persistent.PersistentMap.Changed;
import dev.sluice.snapshot.persistent.PersistentMap.Leaf;
import dev.sluice.snapshot.persistent.PersistentMap.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The inner parts of a {@link PersistentMap}, 32 ways at each. */
final class Parts {
  static final int BITS = 5;

  private Parts() {}

  static int way(int hash, int shift) {
    return (hash >>> shift) & 31;
  }

  /** A branch of a part with this hash, and a leaf with another. */
  static <K, V> Part<K, V> fork(int shift, int hash, Part<K, V> part, Leaf<K, V> leaf) {
    int one = way(hash, shift);
    int other = way(leaf.hash, shift);
    if (one == other) {
      return Branch.of(one, fork(shift + BITS, hash, part, leaf));
    }
    return Branch.of(one, part, other, leaf);
  }

  static <K, V> void difference(
      int shift, @Nullable Part<K, V> before, @Nullable Part<K, V> after, Changed<K, V> each) {
    if (before == after) {
      return;
    }
    if (before instanceof Branch<K, V> a && after instanceof Branch<K, V> b) {
      for (int left = a.ways | b.ways; left != 0; left &= left - 1) {
        int way = Integer.numberOfTrailingZeros(left);
        difference(shift + BITS, a.at(way), b.at(way), each);
      }
      return;
    }
    if (before != null) {
      before.each(
          old -> {
            @Nullable Leaf<K, V> now =
                after == null ? null : after.find(shift, old.hash, old.getKey());
            if (now == null) {
              each.changed(old.getKey(), old.getValue(), null);
            } else if (!Objects.equals(old.getValue(), now.getValue())) {
              each.changed(old.getKey(), old.getValue(), now.getValue());
            }
          });
    }
    if (after != null) {
      after.each(
          now -> {
            if (before == null || before.find(shift, now.hash, now.getKey()) == null) {
              each.changed(now.getKey(), null, now.getValue());
            }
          });
    }
  }

  /** Up to 32 parts, by five bits of their hashes. */
  static final class Branch<K, V> implements Part<K, V> {
    private final int ways;
    private final Part<K, V>[] parts;
    private final int size;

    /** Takes the array over. */
    Branch(int ways, Part<K, V>[] parts, int size) {
      this.ways = ways;
      this.parts = parts;
      this.size = size;
    }

    static <K, V> Branch<K, V> of(int way, Part<K, V> part) {
      Part<K, V>[] parts = array(1);
      parts[0] = part;
      return new Branch<>(1 << way, parts, part.size());
    }

    /** Of two different ways. */
    static <K, V> Branch<K, V> of(int way, Part<K, V> part, int other, Part<K, V> second) {
      Part<K, V>[] parts = array(2);
      parts[way < other ? 0 : 1] = part;
      parts[way < other ? 1 : 0] = second;
      return new Branch<>(1 << way | 1 << other, parts, part.size() + second.size());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // it holds nothing yet
    static <K, V> Part<K, V>[] array(int length) {
      return new Part[length];
    }

    /** Where the part of a way stands, or would. */
    private int index(int way) {
      return Integer.bitCount(ways & ((1 << way) - 1));
    }

    private @Nullable Part<K, V> at(int way) {
      return (ways & 1 << way) == 0 ? null : parts[index(way)];
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public @Nullable Leaf<K, V> find(int shift, int hash, Object key) {
      @Nullable Part<K, V> part = at(way(hash, shift));
      return part == null ? null : part.find(shift + BITS, hash, key);
    }

    @Override
    public Part<K, V> put(int shift, Leaf<K, V> leaf) {
      int way = way(leaf.hash, shift);
      int index = index(way);
      @Nullable Part<K, V> part = at(way);
      if (part == null) {
        Part<K, V>[] next = array(parts.length + 1);
        System.arraycopy(parts, 0, next, 0, index);
        next[index] = leaf;
        System.arraycopy(parts, index, next, index + 1, parts.length - index);
        return new Branch<>(ways | 1 << way, next, size + 1);
      }
      Part<K, V> put = part.put(shift + BITS, leaf);
      return put == part ? this : with(index, part, put);
    }

    private Branch<K, V> with(int index, Part<K, V> before, Part<K, V> now) {
      Part<K, V>[] next = parts.clone();
      next[index] = now;
      return new Branch<>(ways, next, size - before.size() + now.size());
    }

    @Override
    public @Nullable Part<K, V> remove(int shift, int hash, Object key) {
      int way = way(hash, shift);
      int index = index(way);
      @Nullable Part<K, V> part = at(way);
      if (part == null) {
        return this;
      }
      @Nullable Part<K, V> left = part.remove(shift + BITS, hash, key);
      if (left == part) {
        return this;
      }
      // A branch of one leaf is that leaf, so that a map does not remember how it was made.
      if (left != null) {
        return parts.length == 1 && !(left instanceof Branch) ? left : with(index, part, left);
      }
      if (parts.length == 1) {
        return null;
      }
      if (parts.length == 2 && !(parts[1 - index] instanceof Branch)) {
        return parts[1 - index];
      }
      Part<K, V>[] next = array(parts.length - 1);
      System.arraycopy(parts, 0, next, 0, index);
      System.arraycopy(parts, index + 1, next, index, next.length - index);
      return new Branch<>(ways & ~(1 << way), next, size - 1);
    }

    @Override
    public void each(Consumer<? super Leaf<K, V>> action) {
      for (Part<K, V> part : parts) {
        part.each(action);
      }
    }
  }

  /** Two leaves or more with one hash. */
  record Clash<K, V>(int hash, List<Leaf<K, V>> leaves) implements Part<K, V> {
    @Override
    public int size() {
      return leaves.size();
    }

    @Override
    public @Nullable Leaf<K, V> find(int shift, int keyHash, Object key) {
      if (keyHash == hash) {
        for (Leaf<K, V> leaf : leaves) {
          if (leaf.getKey().equals(key)) {
            return leaf;
          }
        }
      }
      return null;
    }

    @Override
    public Part<K, V> put(int shift, Leaf<K, V> leaf) {
      if (leaf.hash != hash) {
        return fork(shift, hash, this, leaf);
      }
      @Nullable Leaf<K, V> old = find(shift, hash, leaf.getKey());
      if (old != null && old.getValue() == leaf.getValue()) {
        return this;
      }
      List<Leaf<K, V>> next = new ArrayList<>(leaves);
      if (old == null) {
        next.add(leaf);
      } else {
        next.set(next.indexOf(old), leaf);
      }
      return new Clash<>(hash, next);
    }

    @Override
    public @Nullable Part<K, V> remove(int shift, int keyHash, Object key) {
      @Nullable Leaf<K, V> old = find(shift, keyHash, key);
      if (old == null) {
        return this;
      }
      List<Leaf<K, V>> next = new ArrayList<>(leaves);
      next.remove(old);
      return next.size() == 1 ? next.get(0) : new Clash<>(hash, next);
    }

    @Override
    public void each(Consumer<? super Leaf<K, V>> action) {
      leaves.forEach(action);
    }
  }
}

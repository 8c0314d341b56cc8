package dev.sluice.operator.input;

import dev.sluice.operator.input.PersistentMap.Changed;
import dev.sluice.operator.input.PersistentMap.Leaf;
import dev.sluice.operator.input.PersistentMap.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The inner parts of a {@link PersistentMap}, 32 ways at each. */
final class Parts {
  private static final int BITS = 5;

  private Parts() {}

  private static int way(int hash, int shift) {
    return (hash >>> shift) & 31;
  }

  /** A branch of a part with this hash, and a leaf with another. */
  static <K, V> Part<K, V> fork(int shift, int hash, Part<K, V> part, Leaf<K, V> leaf) {
    int one = way(hash, shift);
    int other = way(leaf.hash, shift);
    if (one == other) {
      return new Branch<>(1 << one, List.of(fork(shift + BITS, hash, part, leaf)));
    }
    return new Branch<>(
        1 << one | 1 << other, one < other ? List.of(part, leaf) : List.of(leaf, part));
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
    private final List<Part<K, V>> parts;
    private final int size;

    Branch(int ways, List<Part<K, V>> parts) {
      this.ways = ways;
      this.parts = parts;
      int leaves = 0;
      for (Part<K, V> part : parts) {
        leaves += part.size();
      }
      this.size = leaves;
    }

    /** Where the part of a way stands, or would. */
    private int index(int way) {
      return Integer.bitCount(ways & ((1 << way) - 1));
    }

    private @Nullable Part<K, V> at(int way) {
      return (ways & 1 << way) == 0 ? null : parts.get(index(way));
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
      @Nullable Part<K, V> part = at(way);
      List<Part<K, V>> next = new ArrayList<>(parts.size() + 1);
      next.addAll(parts);
      if (part == null) {
        next.add(index(way), leaf);
      } else {
        Part<K, V> put = part.put(shift + BITS, leaf);
        if (put == part) {
          return this;
        }
        next.set(index(way), put);
      }
      return new Branch<>(ways | 1 << way, next);
    }

    @Override
    public @Nullable Part<K, V> remove(int shift, int hash, Object key) {
      int way = way(hash, shift);
      @Nullable Part<K, V> part = at(way);
      @Nullable Part<K, V> left = part == null ? null : part.remove(shift + BITS, hash, key);
      if (left == part) {
        return this;
      }
      List<Part<K, V>> next = new ArrayList<>(parts);
      if (left == null) {
        next.remove(index(way));
      } else {
        next.set(index(way), left);
      }
      if (next.isEmpty()) {
        return null;
      }
      // A branch of one leaf is that leaf, so that a map does not remember how it was made.
      return next.size() == 1 && !(next.get(0) instanceof Branch)
          ? next.get(0)
          : new Branch<>(left == null ? ways & ~(1 << way) : ways, next);
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

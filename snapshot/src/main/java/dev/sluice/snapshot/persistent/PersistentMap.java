package dev.sluice.snapshot.persistent;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map of which a changed copy shares all but the way to what changed. So a copy costs
 * in proportion to the change, and so does the difference of two copies: among 10,000 routes
 * nothing has to be looked at to find the one that was edited. A hash array mapped trie (Bagwell,
 * Ideal Hash Trees, 2001).
 */
public final class PersistentMap<K, V> extends AbstractMap<K, V> {
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

  private final @Nullable Part<K, V> root;

  PersistentMap(@Nullable Part<K, V> root) {
    this.root = root;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  public static <K, V> PersistentMap<K, V> of() {
    return (PersistentMap<K, V>) EMPTY;
  }

  /** The map itself where it is one already. */
  public static <K, V> PersistentMap<K, V> copyOf(Map<K, V> map) {
    if (map instanceof PersistentMap<K, V> same) {
      return same;
    }
    Bulk<K, V> copy = new Bulk<>(map.size());
    map.forEach(copy::add);
    return copy.map();
  }

  /** With a value put; this map where it holds that very object already. */
  public PersistentMap<K, V> with(K key, V value) {
    Leaf<K, V> leaf = new Leaf<>(key, Objects.requireNonNull(value));
    Part<K, V> next = root == null ? leaf : root.put(0, leaf);
    return next == root ? this : new PersistentMap<>(next);
  }

  /** Without a key; this map where it does not hold it. */
  public PersistentMap<K, V> without(K key) {
    @Nullable Part<K, V> next = root == null ? null : root.remove(0, key.hashCode(), key);
    return next == root ? this : next == null ? of() : new PersistentMap<>(next);
  }

  /**
   * Tells of every key with another value in the map of after.
   *
   * @param each takes the value of before and that of after; null: there is none
   */
  public static <K, V> void difference(
      PersistentMap<K, V> before, PersistentMap<K, V> after, Changed<K, V> each) {
    Parts.difference(0, before.root, after.root, each);
  }

  /** Takes one difference. */
  public interface Changed<K, V> {
    void changed(K key, @Nullable V before, @Nullable V after);
  }

  @Override
  public int size() {
    return root == null ? 0 : root.size();
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    @Nullable Leaf<K, V> leaf =
        root == null || key == null ? null : root.find(0, key.hashCode(), key);
    return leaf == null ? null : leaf.getValue();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    if (root != null) {
      root.each(leaf -> action.accept(leaf.getKey(), leaf.getValue()));
    }
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return PersistentMap.this.size();
      }

      @Override
      public Iterator<Entry<K, V>> iterator() {
        List<Entry<K, V>> all = new ArrayList<>(size());
        if (root != null) {
          root.each(all::add);
        }
        return List.copyOf(all).iterator();
      }
    };
  }

  /** What the map is made of: a leaf, a branch, or leaves whose hashes clash. */
  sealed interface Part<K, V> permits Leaf, Parts.Branch, Parts.Clash {
    int size();

    @Nullable Leaf<K, V> find(int shift, int hash, Object key);

    /** The part itself where nothing changes. */
    Part<K, V> put(int shift, Leaf<K, V> leaf);

    /** The part itself where nothing changes; null: nothing is left. */
    @Nullable Part<K, V> remove(int shift, int hash, Object key);

    void each(Consumer<? super Leaf<K, V>> action);
  }

  /** One key and its value. */
  static final class Leaf<K, V> extends SimpleImmutableEntry<K, V> implements Part<K, V> {
    private static final long serialVersionUID = 1;
    final int hash;

    Leaf(K key, V value) {
      this(key, value, key.hashCode());
    }

    Leaf(K key, V value, int hash) {
      super(key, value);
      this.hash = hash;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public @Nullable Leaf<K, V> find(int shift, int keyHash, Object key) {
      return hash == keyHash && getKey().equals(key) ? this : null;
    }

    @Override
    public Part<K, V> put(int shift, Leaf<K, V> leaf) {
      if (leaf.hash != hash) {
        return Parts.fork(shift, hash, this, leaf);
      }
      if (leaf.getKey().equals(getKey())) {
        return leaf.getValue() == getValue() ? this : leaf;
      }
      return new Parts.Clash<>(hash, List.of(this, leaf));
    }

    @Override
    public @Nullable Part<K, V> remove(int shift, int keyHash, Object key) {
      return find(shift, keyHash, key) == null ? this : null;
    }

    @Override
    public void each(Consumer<? super Leaf<K, V>> action) {
      action.accept(this);
    }
  }
}

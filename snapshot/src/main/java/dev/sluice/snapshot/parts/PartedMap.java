package dev.sluice.snapshot.parts;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map in 1,024 parts by the hash of its keys. A changed copy shares all parts but
 * those of what changed, and so does a look for the difference: among thousands of entries, one
 * that is edited costs a few others.
 */
public final class PartedMap<K, V> extends AbstractMap<K, V> {
  /** Two levels of as many: copies are of two short lists and one small map. */
  private static final int WIDTH = 32;

  private static final PartedMap<?, ?> EMPTY =
      new PartedMap<>(Collections.nCopies(WIDTH, Collections.nCopies(WIDTH, Map.of())), 0);

  private final List<List<Map<K, V>>> groups;
  private final int size;

  private PartedMap(List<List<Map<K, V>>> groups, int size) {
    this.groups = groups;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  public static <K, V> PartedMap<K, V> of() {
    return (PartedMap<K, V>) EMPTY;
  }

  /** The map itself where it is one already. */
  public static <K, V> PartedMap<K, V> copyOf(Map<K, V> map) {
    if (map instanceof PartedMap<K, V> same) {
      return same;
    }
    Edit<K, V> edit = PartedMap.<K, V>of().edit();
    map.forEach(edit::put);
    return edit.done();
  }

  /** Begins a changed copy. */
  public Edit<K, V> edit() {
    return new Edit<>(this);
  }

  /** A copy under way; for one thread. */
  public static final class Edit<K, V> {
    private final PartedMap<K, V> before;
    private final List<List<Map<K, V>>> groups;
    private final boolean[] own = new boolean[WIDTH * WIDTH];
    private final boolean[] ownGroup = new boolean[WIDTH];
    private int size;

    private Edit(PartedMap<K, V> before) {
      this.before = before;
      this.groups = new ArrayList<>(before.groups);
      this.size = before.size;
    }

    public @Nullable V get(K key) {
      int part = part(key);
      return groups.get(part / WIDTH).get(part % WIDTH).get(key);
    }

    public void put(K key, V value) {
      if (mutable(key).put(key, value) == null) {
        size++;
      }
    }

    public void remove(K key) {
      if (get(key) != null) {
        mutable(key).remove(key);
        size--;
      }
    }

    private Map<K, V> mutable(K key) {
      int part = part(key);
      int group = part / WIDTH;
      if (!ownGroup[group]) {
        ownGroup[group] = true;
        groups.set(group, new ArrayList<>(groups.get(group)));
      }
      List<Map<K, V>> of = groups.get(group);
      if (!own[part]) {
        own[part] = true;
        of.set(part % WIDTH, new HashMap<>(of.get(part % WIDTH)));
      }
      return of.get(part % WIDTH);
    }

    /** The copy; nothing may be edited any more. */
    public PartedMap<K, V> done() {
      for (boolean any : ownGroup) {
        if (any) {
          return new PartedMap<>(groups, size);
        }
      }
      return before;
    }
  }

  private static int part(Object key) {
    int mixed = key.hashCode() * 0x9E3779B9;
    return mixed >>> (Integer.SIZE - 10);
  }

  /**
   * Tells of every key with another value in the map of after.
   *
   * @param each takes the value of before and that of after; null: there is none
   */
  public static <K, V> void difference(
      PartedMap<K, V> before, PartedMap<K, V> after, Changed<K, V> each) {
    for (int group = 0; group < WIDTH; group++) {
      List<Map<K, V>> was = before.groups.get(group);
      List<Map<K, V>> is = after.groups.get(group);
      for (int part = 0; was != is && part < WIDTH; part++) {
        if (was.get(part) != is.get(part)) {
          difference(was.get(part), is.get(part), each);
        }
      }
    }
  }

  private static <K, V> void difference(Map<K, V> before, Map<K, V> after, Changed<K, V> each) {
    after.forEach(
        (key, is) -> {
          @Nullable V was = before.get(key);
          if (!is.equals(was)) {
            each.changed(key, was, is);
          }
        });
    before.forEach(
        (key, was) -> {
          if (!after.containsKey(key)) {
            each.changed(key, was, null);
          }
        });
  }

  /** Takes one difference. */
  public interface Changed<K, V> {
    void changed(K key, @Nullable V before, @Nullable V after);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    if (key == null) {
      return null;
    }
    int part = part(key);
    return groups.get(part / WIDTH).get(part % WIDTH).get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    groups.forEach(group -> group.forEach(part -> part.forEach(action)));
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Entry<K, V>> iterator() {
        return groups.stream()
            .flatMap(List::stream)
            .flatMap(part -> part.entrySet().stream())
            .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
            .iterator();
      }
    };
  }
}

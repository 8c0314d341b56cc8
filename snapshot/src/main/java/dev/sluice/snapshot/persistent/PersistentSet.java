package dev.sluice.snapshot.persistent;

import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** An immutable set, as a {@link PersistentMap} is a map. */
public final class PersistentSet<E> extends AbstractSet<E> {
  private static final PersistentSet<?> EMPTY = new PersistentSet<>(PersistentMap.of());

  private final PersistentMap<E, Boolean> elements;

  private PersistentSet(PersistentMap<E, Boolean> elements) {
    this.elements = elements;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  public static <E> PersistentSet<E> of() {
    return (PersistentSet<E>) EMPTY;
  }

  /** The set itself where it is one already. */
  public static <E> PersistentSet<E> copyOf(Collection<E> elements) {
    if (elements instanceof PersistentSet<E> same) {
      return same;
    }
    if (elements.size() == 1) {
      return PersistentSet.<E>of().with(elements.iterator().next());
    }
    Bulk<E, Boolean> copy = new Bulk<>(elements.size());
    elements.forEach(element -> copy.add(element, true));
    PersistentMap<E, Boolean> map = copy.map();
    return map.isEmpty() ? of() : new PersistentSet<>(map);
  }

  /** This set where it holds the element already. */
  public PersistentSet<E> with(E element) {
    return made(elements.with(element, true));
  }

  /** This set where it does not hold the element. */
  public PersistentSet<E> without(E element) {
    return made(elements.without(element));
  }

  private PersistentSet<E> made(PersistentMap<E, Boolean> next) {
    return next == elements ? this : next.isEmpty() ? of() : new PersistentSet<>(next);
  }

  /**
   * Tells of every element that only one of the sets holds.
   *
   * @param each takes it, and whether it is the set of after that holds it
   */
  public static <E> void difference(
      PersistentSet<E> before, PersistentSet<E> after, Changed<E> each) {
    PersistentMap.difference(
        before.elements, after.elements, (element, was, is) -> each.changed(element, is != null));
  }

  /** Takes one difference. */
  public interface Changed<E> {
    void changed(E element, boolean added);
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return elements.containsKey(element);
  }

  @Override
  public Iterator<E> iterator() {
    return elements.keySet().iterator();
  }

  @Override
  public int size() {
    return elements.size();
  }
}

package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Which routes have to do with what. Immutable; a changed copy costs what changed. */
final class Index<K> {
  private static final Index<?> EMPTY = new Index<>(PersistentMap.of());

  private final PersistentMap<K, PersistentSet<RouteId>> routes;

  private Index(PersistentMap<K, PersistentSet<RouteId>> routes) {
    this.routes = routes;
  }

  @SuppressWarnings("unchecked") // it holds nothing
  static <K> Index<K> empty() {
    return (Index<K>) EMPTY;
  }

  /** Of routes that were added by what they have to do with. */
  static <K> Index<K> of(Bulk<K, RouteId> routes) {
    return of(routes, (key, of) -> {});
  }

  /**
   * The same.
   *
   * @param each is shown every key and its routes
   */
  static <K> Index<K> of(Bulk<K, RouteId> routes, BiConsumer<K, Set<RouteId>> each) {
    return new Index<>(
        routes.grouped(
            (key, of) -> {
              PersistentSet<RouteId> set = PersistentSet.copyOf(of);
              each.accept(key, set);
              return set;
            }));
  }

  /** What any route has to do with. */
  Set<K> keys() {
    return routes.keySet();
  }

  Set<RouteId> of(K key) {
    @Nullable PersistentSet<RouteId> of = routes.get(key);
    return of == null ? Set.of() : of;
  }

  Index<K> with(K key, RouteId route) {
    @Nullable PersistentSet<RouteId> of = routes.get(key);
    return new Index<>(
        routes.with(key, (of == null ? PersistentSet.<RouteId>of() : of).with(route)));
  }

  Index<K> without(K key, RouteId route) {
    @Nullable PersistentSet<RouteId> of = routes.get(key);
    if (of == null) {
      return this;
    }
    PersistentSet<RouteId> left = of.without(route);
    return new Index<>(left.isEmpty() ? routes.without(key) : routes.with(key, left));
  }
}

package dev.sluice.operator.watch;

import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an informer keeps: of each object a compact record, and of the object itself a stub that the
 * informer knows it by. Objects are projected here rather than in an event handler, which runs
 * later on another thread: so an informer that has synced has all its records.
 *
 * @param <T> the object
 * @param <K> its key among the records
 * @param <R> its record
 */
final class Projection<T extends HasMetadata, K, R> implements ItemStore<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

  private final Supplier<T> blank;
  private final Function<T, Optional<R>> projection;
  private final Function<R, K> key;
  private final Changed<R> changed;
  private final Map<String, T> stubs = new ConcurrentHashMap<>();
  private final Map<String, R> records = new HashMap<>();
  private PersistentMap<K, R> latest = PersistentMap.of();

  /** Told of every change of a record; must return at once. */
  interface Changed<R> {
    void changed(@Nullable R before, @Nullable R now);
  }

  /**
   * @param blank a new object of the kind
   * @param projection empty: the object is of no interest
   */
  Projection(
      Supplier<T> blank,
      Function<T, Optional<R>> projection,
      Function<R, K> key,
      Changed<R> changed) {
    this.blank = blank;
    this.projection = projection;
    this.key = key;
    this.changed = changed;
  }

  /** All of them; what did not change is shared with the map of before. */
  synchronized PersistentMap<K, R> records() {
    return latest;
  }

  @Override
  public String getKey(T object) {
    ObjectMeta meta = object.getMetadata();
    return meta.getNamespace() == null
        ? meta.getName()
        : meta.getNamespace() + "/" + meta.getName();
  }

  @Override
  public @Nullable T put(String name, T object) {
    @Nullable R now = null;
    try {
      now = projection.apply(object).orElse(null);
    } catch (RuntimeException e) {
      LOG.warn("{} {} cannot be understood and is left out", object.getKind(), name, e);
    }
    record(name, now);
    return stubs.put(name, stub(object));
  }

  @Override
  public @Nullable T remove(String name) {
    record(name, null);
    return stubs.remove(name);
  }

  private void record(String name, @Nullable R now) {
    @Nullable R before;
    synchronized (this) {
      before = now == null ? records.remove(name) : records.put(name, now);
      if (now == null ? before == null : now.equals(before)) {
        return;
      }
      if (before != null) {
        latest = latest.without(key.apply(before));
      }
      if (now != null) {
        latest = latest.with(key.apply(now), now);
      }
    }
    changed.changed(before, now);
  }

  private T stub(T object) {
    ObjectMeta meta = object.getMetadata();
    T stub = blank.get();
    stub.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(meta.getNamespace())
            .withName(meta.getName())
            .withUid(meta.getUid())
            .withResourceVersion(meta.getResourceVersion())
            .build());
    return stub;
  }

  @Override
  public Stream<String> keySet() {
    return stubs.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return stubs.values().stream();
  }

  @Override
  public int size() {
    return stubs.size();
  }

  @Override
  public @Nullable T get(String name) {
    return stubs.get(name);
  }

  @Override
  public boolean isFullState() {
    return false;
  }
}

package dev.sluice.operator.watch;

import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects that routes name. Each is watched by its name, for as long as a route names it: no other
 * one of its kind is ever read.
 *
 * @param <N> what names one
 * @param <V> what is kept of it
 */
final class Named<N, V> implements AutoCloseable {
  private static final int TOO_MANY_REQUESTS = 429;

  private final FleetSettings fleet;
  private final Function<WatchedRoute, Set<N>> names;
  private final Start<N, V> start;
  private final Runnable changed;
  private final Map<N, Watched> watched = new HashMap<>();
  private PersistentMap<N, V> all = PersistentMap.of();

  /** Begins to watch one. */
  interface Start<N, V> {
    /**
     * @param changed told what it has become; null: it is gone
     * @param trouble told of what the watch does not give up for
     * @return null: it may not be read, and so is not there
     */
    @Nullable SharedIndexInformer<?> watch(
        N name, Consumer<@Nullable V> changed, Consumer<Throwable> trouble);
  }

  private static final class Watched {
    private int routes;
    private volatile boolean refused;
    private @Nullable SharedIndexInformer<?> informer;
  }

  /**
   * @param names those that a route names
   * @param changed told when one has changed
   */
  Named(
      FleetSettings fleet,
      Function<WatchedRoute, Set<N>> names,
      Start<N, V> start,
      Runnable changed) {
    this.fleet = fleet;
    this.names = names;
    this.start = start;
    this.changed = changed;
  }

  /** A route has come, changed or gone. */
  synchronized void route(@Nullable WatchedRoute before, @Nullable WatchedRoute now) {
    Set<N> then = names(before);
    Set<N> next = names(now);
    next.stream().filter(name -> !then.contains(name)).forEach(this::use);
    then.stream().filter(name -> !next.contains(name)).forEach(this::leave);
  }

  /** Those of other fleets' routes are not ours to read. */
  private Set<N> names(@Nullable WatchedRoute route) {
    return route == null || !route.fleets().contains(fleet.fleet()) ? Set.of() : names.apply(route);
  }

  private void use(N name) {
    Watched of = watched.computeIfAbsent(name, n -> new Watched());
    of.routes++;
    if (of.routes == 1) {
      of.informer = start.watch(name, now -> changed(name, of, now), e -> refused(of, e));
      of.refused |= of.informer == null;
    }
  }

  private void leave(N name) {
    @Nullable Watched of = watched.get(name);
    if (of != null && --of.routes == 0) {
      watched.remove(name);
      all = all.without(name);
      if (of.informer != null) {
        of.informer.stop();
      }
    }
  }

  private void changed(N name, Watched of, @Nullable V now) {
    synchronized (this) {
      if (watched.get(name) != of) {
        return;
      }
      all = now == null ? all.without(name) : all.with(name, now);
    }
    changed.run();
  }

  /** One that may not be read must not keep the others from being compiled. */
  private static void refused(Watched of, Throwable e) {
    of.refused =
        e instanceof KubernetesClientException failure
            && failure.getCode() >= 400
            && failure.getCode() < 500
            && failure.getCode() != TOO_MANY_REQUESTS;
  }

  /**
   * Whether it is known of each whether it is there: to guess that it is not would stop traffic.
   */
  synchronized boolean settled() {
    return watched.values().stream()
        .allMatch(of -> of.refused || of.informer != null && of.informer.hasSynced());
  }

  synchronized PersistentMap<N, V> all() {
    return all;
  }

  @Override
  public synchronized void close() {
    for (Watched of : watched.values()) {
      if (of.informer != null) {
        of.informer.stop();
      }
    }
    watched.clear();
  }
}

package dev.sluice.operator.watch;

import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.CaReferences;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.PersistentMap;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.AuthorityId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ConfigMaps and Secrets that routes take CA certificates from. Each is watched by its name,
 * for as long as a route names it: no other ConfigMap is ever read.
 */
final class Authorities implements AutoCloseable {
  private static final String NAME = "metadata.name";
  private static final int TOO_MANY_REQUESTS = 429;

  private final KubernetesClient client;
  private final FleetSettings fleet;
  private final List<String> secretNamespaces;
  private final Runnable changed;
  private final Map<CaObject.Name, Watched> watched = new HashMap<>();
  private PersistentMap<CaObject.Name, CaObject> all = PersistentMap.of();

  private static final class Watched {
    private int routes;
    private volatile boolean refused;
    private @Nullable SharedIndexInformer<?> informer;
  }

  Authorities(
      KubernetesClient client,
      FleetSettings fleet,
      List<String> secretNamespaces,
      Runnable changed) {
    this.client = client;
    this.fleet = fleet;
    this.secretNamespaces = secretNamespaces;
    this.changed = changed;
  }

  /** A route has come, changed or gone. */
  synchronized void route(@Nullable WatchedRoute before, @Nullable WatchedRoute now) {
    Set<CaObject.Name> then = names(before);
    Set<CaObject.Name> next = names(now);
    next.stream().filter(name -> !then.contains(name)).forEach(this::use);
    then.stream().filter(name -> !next.contains(name)).forEach(this::leave);
  }

  /** Those of other fleets' routes are not ours to read. */
  private Set<CaObject.Name> names(@Nullable WatchedRoute route) {
    return route == null || !route.fleets().contains(fleet.fleet())
        ? Set.of()
        : CaReferences.of(route);
  }

  private void use(CaObject.Name name) {
    Watched of = watched.computeIfAbsent(name, n -> new Watched());
    of.routes++;
    if (of.routes == 1) {
      of.informer = start(name, of);
    }
  }

  private void leave(CaObject.Name name) {
    @Nullable Watched of = watched.get(name);
    if (of != null && --of.routes == 0) {
      watched.remove(name);
      all = all.without(name);
      if (of.informer != null) {
        of.informer.stop();
      }
    }
  }

  /** Null: it may not be read, and so is not there. */
  private @Nullable SharedIndexInformer<?> start(CaObject.Name name, Watched of) {
    if (name.kind() == AuthorityId.Kind.CONFIG_MAP) {
      return Informers.start(
          client.configMaps().inNamespace(name.namespace()).withField(NAME, name.name()),
          new Projection<>(
              ConfigMap::new,
              map -> Optional.of(CaObject.of(map)),
              CaObject::name,
              (before, now) -> changed(name, of, now)),
          e -> refused(of, e));
    }
    if (!secretNamespaces.isEmpty() && !secretNamespaces.contains(name.namespace())) {
      of.refused = true;
      return null;
    }
    return Informers.start(
        client.secrets().inNamespace(name.namespace()).withField(NAME, name.name()),
        new Projection<>(
            Secret::new,
            secret -> Optional.of(CaObject.of(secret)),
            CaObject::name,
            (before, now) -> changed(name, of, now)),
        e -> refused(of, e));
  }

  private void changed(CaObject.Name name, Watched of, @Nullable CaObject now) {
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

  synchronized PersistentMap<CaObject.Name, CaObject> all() {
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

package dev.sluice.operator.watch;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.CaReferences;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.DocumentReferences;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PersistentMap;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.TlsSecret;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is compiled. Informers reconnect for ever: an API server that is away means no news,
 * never an exit.
 */
public final class Watch implements AutoCloseable {
  private static final long SYNC_POLL_MILLIS = 20;

  private final KubernetesClient client;
  private final FleetSettings fleet;
  private final List<String> secretNamespaces;
  private final ScheduledExecutorService compiling = thread("sluice-compile");
  private final ScheduledExecutorService slicing = thread("sluice-endpoints");
  private final ScheduledExecutorService looking = thread("sluice-watch");
  private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
  private volatile boolean synced;
  private volatile @Nullable Grants grants;
  private volatile @Nullable Named<?, ?> authorities;
  private volatile @Nullable Named<?, ?> documents;
  private volatile @Nullable Run run;

  /** Reads Secrets in all namespaces. */
  public Watch(KubernetesClient client, FleetSettings fleet) {
    this(client, fleet, List.of());
  }

  /**
   * @param secretNamespaces where Secrets may be read; empty: everywhere
   */
  public Watch(KubernetesClient client, FleetSettings fleet, List<String> secretNamespaces) {
    this.client = client;
    this.fleet = fleet;
    this.secretNamespaces = List.copyOf(secretNamespaces);
  }

  /**
   * Begins; returns at once.
   *
   * @param inputs called on one thread, first when every informer has synced and the first
   *     endpoints were handed on; may take its time, changes meanwhile are taken together
   * @param endpoints called on one other thread when slices or Services have changed; must return
   *     at once
   */
  public void start(Consumer<Inputs> inputs, Consumer<Collection<Endpoints>> endpoints) {
    Run started = new Run(inputs, endpoints);
    run = started;
    started.start();
  }

  /** Hands on the inputs once more, for something else than they has changed. */
  public void again() {
    @Nullable Run started = run;
    if (started != null) {
      started.changed();
    }
  }

  /** Whether all that is watched has been read once. */
  public boolean synced() {
    return synced;
  }

  /** What one start sets going. */
  private final class Run {
    private final Coalescer compile;
    private final EndpointsPath path;
    private final Projection<GenericKubernetesResource, RouteId, WatchedRoute> routes;
    private final Projection<GenericKubernetesResource, PolicyId, WatchedPolicy> policies;
    private final Projection<Service, ServiceName, WatchedService> services;
    private final Projection<EndpointSlice, String, WatchedSlice> slices;

    /** By namespace; one of all namespaces has the key "". */
    private final Map<String, Projection<Secret, CertificateId, TlsSecret>> secrets =
        new LinkedHashMap<>();

    private final Grants granted;
    private final Named<CaObject.Name, CaObject> trusted;
    private final Named<DocumentObject.Name, DocumentObject> read;
    private final AtomicBoolean waiting = new AtomicBoolean();

    Run(Consumer<Inputs> inputs, Consumer<Collection<Endpoints>> endpoints) {
      trusted =
          new Named<>(
              fleet, CaReferences::of, new Authorities(client, secretNamespaces), this::changed);
      authorities = trusted;
      read = new Named<>(fleet, DocumentReferences::of, new Documents(client), this::changed);
      documents = read;
      compile = new Coalescer(compiling, () -> handOn(inputs));
      // Generic, so that one object which cannot be read does not keep the others from being
      // listed.
      routes =
          new Projection<>(
              GenericKubernetesResource::new,
              r -> Optional.of(route(r)),
              WatchedRoute::id,
              this::routeChanged);
      policies =
          new Projection<>(
              GenericKubernetesResource::new,
              p -> Optional.of(policy(p)),
              WatchedPolicy::id,
              (before, now) -> changed());
      services =
          new Projection<>(
              Service::new,
              s -> Optional.of(WatchedService.of(s)),
              WatchedService::name,
              this::serviceChanged);
      path = new EndpointsPath(slicing, name -> services.records().get(name), endpoints);
      slices =
          new Projection<>(
              EndpointSlice::new,
              s -> Optional.of(WatchedSlice.of(s)),
              s -> s.namespace() + "/" + s.name(),
              path::slice);
      (secretNamespaces.isEmpty() ? List.of("") : secretNamespaces)
          .forEach(namespace -> secrets.put(namespace, secrets()));
      granted = new Grants(client, looking, this::changed);
      grants = granted;
    }

    private Projection<Secret, CertificateId, TlsSecret> secrets() {
      return new Projection<>(
          Secret::new,
          s -> TlsSecret.TYPE.equals(s.getType()) ? Optional.of(TlsSecret.of(s)) : Optional.empty(),
          TlsSecret::id,
          (before, now) -> changed());
    }

    private PersistentMap<CertificateId, TlsSecret> certificates() {
      PersistentMap<CertificateId, TlsSecret> all = PersistentMap.of();
      for (Projection<Secret, CertificateId, TlsSecret> of : secrets.values()) {
        if (all.isEmpty()) {
          all = of.records();
        } else {
          for (TlsSecret secret : of.records().values()) {
            all = all.with(secret.id(), secret);
          }
        }
      }
      return all;
    }

    private void routeChanged(@Nullable WatchedRoute before, @Nullable WatchedRoute now) {
      trusted.route(before, now);
      read.route(before, now);
      changed();
    }

    private void serviceChanged(@Nullable WatchedService before, @Nullable WatchedService now) {
      path.service(before, now);
      changed();
    }

    void start() {
      informers.add(Informers.start(client.services().inAnyNamespace(), services));
      informers.add(
          Informers.start(client.discovery().v1().endpointSlices().inAnyNamespace(), slices));
      secrets.forEach(
          (namespace, into) -> {
            var of =
                namespace.isEmpty()
                    ? client.secrets().inAnyNamespace()
                    : client.secrets().inNamespace(namespace);
            informers.add(Informers.start(of.withField("type", TlsSecret.TYPE), into));
          });
      informers.add(
          Informers.start(
              client
                  .genericKubernetesResources(
                      ResourceDefinitionContext.fromResourceType(ApiRoute.class))
                  .inAnyNamespace(),
              routes));
      informers.add(
          Informers.start(
              client
                  .genericKubernetesResources(
                      ResourceDefinitionContext.fromResourceType(RateLimitPolicy.class))
                  .inAnyNamespace(),
              policies));
      granted.start();
      looking.execute(this::whenSynced);
    }

    private void whenSynced() {
      if (!granted.synced()
          || !informers.stream().allMatch(SharedIndexInformer::hasSynced)
          || !namedSettled()) {
        looking.schedule(this::whenSynced, SYNC_POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      path.open();
      slicing.execute(
          () -> {
            synced = true;
            compile.mark();
          });
    }

    private void changed() {
      if (synced && !waiting.get()) {
        markWhenKnown();
      }
    }

    private boolean namedSettled() {
      return trusted.settled() && read.settled();
    }

    /** A route may have named objects that have yet to be read. */
    private void markWhenKnown() {
      if (namedSettled()) {
        waiting.set(false);
        compile.mark();
      } else {
        waiting.set(true);
        looking.schedule(this::markWhenKnown, SYNC_POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    /** Not what was marked before a route named objects that are not known yet. */
    private void handOn(Consumer<Inputs> to) {
      Inputs now = inputs();
      if (namedSettled()) {
        to.accept(now);
      } else {
        changed();
      }
    }

    private Inputs inputs() {
      return new Inputs(
          fleet,
          routes.records(),
          services.records(),
          certificates(),
          granted.all(),
          policies.records(),
          trusted.all(),
          read.all());
    }
  }

  private WatchedRoute route(GenericKubernetesResource generic) {
    ApiRoute route;
    try {
      route = client.getKubernetesSerialization().convertValue(generic, ApiRoute.class);
    } catch (IllegalArgumentException e) {
      // Only an object from before its CRD had a schema; without rules it is reported as invalid.
      route = new ApiRoute();
      route.setMetadata(Objects.requireNonNull(generic.getMetadata()));
    }
    return WatchedRoute.of(route);
  }

  private WatchedPolicy policy(GenericKubernetesResource generic) {
    RateLimitPolicy policy;
    try {
      policy = client.getKubernetesSerialization().convertValue(generic, RateLimitPolicy.class);
    } catch (IllegalArgumentException e) {
      // As with routes; what it targets is not known, so that it can protect nothing.
      policy = new RateLimitPolicy();
      policy.setMetadata(Objects.requireNonNull(generic.getMetadata()));
    }
    return WatchedPolicy.of(policy);
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    @Nullable Grants open = grants;
    if (open != null) {
      open.close();
    }
    @Nullable Named<?, ?> trusted = authorities;
    if (trusted != null) {
      trusted.close();
    }
    @Nullable Named<?, ?> read = documents;
    if (read != null) {
      read.close();
    }
    looking.shutdownNow();
    slicing.shutdownNow();
    compiling.shutdownNow();
  }
}

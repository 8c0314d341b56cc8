package dev.sluice.operator.watch;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.CaReferences;
import dev.sluice.operator.input.DocumentObject;
import dev.sluice.operator.input.DocumentReferences;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.TlsSecret;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** The informers, one of each kind, and what they have read. Safe for all threads. */
final class Sources implements AutoCloseable {
  private final KubernetesClient client;
  private final FleetSettings fleet;
  private final Listener listener;
  private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
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

  /** Told of changes, on any thread; must return at once. */
  interface Listener {
    /** Something that is compiled. */
    void changed();

    /** A Service, before {@link #changed()} is called for it. */
    void service(@Nullable WatchedService before, @Nullable WatchedService now);

    void slice(@Nullable WatchedSlice before, @Nullable WatchedSlice now);
  }

  /**
   * @param scheduler looks again for kinds that are not there yet
   */
  Sources(
      KubernetesClient client,
      FleetSettings fleet,
      Readable readable,
      ScheduledExecutorService scheduler,
      Listener listener) {
    this.client = client;
    this.fleet = fleet;
    this.listener = listener;
    trusted =
        new Named<>(fleet, CaReferences::of, new Authorities(client, readable), listener::changed);
    read =
        new Named<>(
            fleet, DocumentReferences::of, new Documents(client, readable), listener::changed);
    // Generic, so that one object which cannot be read does not keep the others from being listed.
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
            (before, now) -> listener.changed());
    services =
        new Projection<>(
            Service::new,
            s -> Optional.of(WatchedService.of(s)),
            WatchedService::name,
            this::serviceChanged);
    slices =
        new Projection<>(
            EndpointSlice::new,
            s -> Optional.of(WatchedSlice.of(s)),
            s -> s.namespace() + "/" + s.name(),
            listener::slice);
    (readable.secrets().isEmpty() ? List.of("") : readable.secrets())
        .forEach(namespace -> secrets.put(namespace, secrets()));
    granted = new Grants(client, scheduler, listener::changed);
  }

  private Projection<Secret, CertificateId, TlsSecret> secrets() {
    return new Projection<>(
        Secret::new,
        s -> TlsSecret.TYPE.equals(s.getType()) ? Optional.of(TlsSecret.of(s)) : Optional.empty(),
        TlsSecret::id,
        (before, now) -> listener.changed());
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
    informers.add(Informers.start(all(ApiRoute.class), routes));
    informers.add(Informers.start(all(RateLimitPolicy.class), policies));
    granted.start();
  }

  private Informable<GenericKubernetesResource> all(Class<? extends HasMetadata> type) {
    return client
        .genericKubernetesResources(ResourceDefinitionContext.fromResourceType(type))
        .inAnyNamespace();
  }

  /** Whether all that is watched has been read once. */
  boolean synced() {
    return granted.synced()
        && informers.stream().allMatch(SharedIndexInformer::hasSynced)
        && settled();
  }

  /** Whether all that routes name has been read. */
  boolean settled() {
    return trusted.settled() && read.settled();
  }

  /** Null: there is none. */
  @Nullable WatchedService service(ServiceName name) {
    return services.records().get(name);
  }

  Inputs inputs() {
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
    listener.changed();
  }

  private void serviceChanged(@Nullable WatchedService before, @Nullable WatchedService now) {
    listener.service(before, now);
    listener.changed();
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

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
    granted.close();
    trusted.close();
    read.close();
  }
}

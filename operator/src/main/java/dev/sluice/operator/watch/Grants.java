package dev.sluice.operator.watch;

import dev.sluice.operator.input.Grant;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ReferenceGrants, whose CRD belongs to the Gateway API and may be missing: then there are none,
 * and it is looked for again and again.
 */
final class Grants implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
  private static final String GROUP = "gateway.networking.k8s.io";
  private static final String KIND = "ReferenceGrant";
  private static final List<String> VERSIONS = List.of("v1", "v1beta1");
  private static final long AGAIN_SECONDS = 10;

  private final KubernetesClient client;
  private final ScheduledExecutorService scheduler;
  private final Projection<GenericKubernetesResource, String, Grant> grants;
  private volatile boolean absent;
  private volatile @Nullable SharedIndexInformer<GenericKubernetesResource> informer;

  Grants(KubernetesClient client, ScheduledExecutorService scheduler, Runnable changed) {
    this.client = client;
    this.scheduler = scheduler;
    this.grants =
        new Projection<>(
            GenericKubernetesResource::new,
            g -> Optional.of(Grant.of(g)),
            g -> g.namespace() + "/" + g.name(),
            (before, now) -> changed.run());
  }

  void start() {
    scheduler.execute(this::look);
  }

  /**
   * Whether it is known which grants there are: to guess that there are none would stop traffic.
   */
  boolean synced() {
    @Nullable SharedIndexInformer<GenericKubernetesResource> running = informer;
    return running == null ? absent : running.hasSynced();
  }

  List<Grant> all() {
    return grants.records().values().stream()
        .sorted(java.util.Comparator.comparing(Grant::namespace).thenComparing(Grant::name))
        .toList();
  }

  private void look() {
    long again = AGAIN_SECONDS;
    try {
      for (String version : VERSIONS) {
        if (served(version)) {
          LOG.info("watching {} {}/{}", KIND, GROUP, version);
          informer = inform(version);
          return;
        }
      }
      absent = true;
    } catch (RuntimeException e) {
      LOG.warn("cannot tell whether there are {}s: {}", KIND, e.getMessage());
      again = 1;
    }
    scheduler.schedule(this::look, again, TimeUnit.SECONDS);
  }

  private boolean served(String version) {
    @Nullable APIResourceList resources = client.getApiResources(GROUP + "/" + version);
    return resources != null
        && resources.getResources().stream().anyMatch(r -> KIND.equals(r.getKind()));
  }

  private SharedIndexInformer<GenericKubernetesResource> inform(String version) {
    return Informers.start(
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup(GROUP)
                    .withVersion(version)
                    .withKind(KIND)
                    .withPlural("referencegrants")
                    .withNamespaced(true)
                    .build())
            .inAnyNamespace(),
        grants);
  }

  @Override
  public void close() {
    @Nullable SharedIndexInformer<GenericKubernetesResource> running = informer;
    if (running != null) {
      running.stop();
    }
  }
}

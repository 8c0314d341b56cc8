package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.snapshot.id.RouteId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings one route's written status to what the board says, if it is not there already. */
@ControllerConfiguration(name = "status", generationAwareEventProcessing = false)
final class StatusReconciler implements Reconciler<ApiRoute> {
  static final String FIELD_MANAGER = "sluice-operator";
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final StatusBoard board;
  private final Notices notices;
  private final BooleanSupplier leading;
  private final Runnable written;
  private final SimpleInboundEventSource<ApiRoute> changes =
      new SimpleInboundEventSource<>("board");
  private final Map<RouteId, Written> latest = new ConcurrentHashMap<>();

  /** What was written last: the cache of the informer may not have heard of it yet. */
  private record Written(String uid, long version, @Nullable ApiRouteStatus status) {}

  /**
   * @param leading asked right before each write
   * @param written called after each write
   */
  StatusReconciler(
      KubernetesClient client,
      StatusBoard board,
      Notices notices,
      BooleanSupplier leading,
      Runnable written) {
    this.client = client;
    this.board = board;
    this.notices = notices;
    this.leading = leading;
    this.written = written;
  }

  SimpleInboundEventSource<ApiRoute> changes() {
    return changes;
  }

  @Override
  public List<EventSource<?, ApiRoute>> prepareEventSources(EventSourceContext<ApiRoute> context) {
    return List.of(changes);
  }

  @Override
  public UpdateControl<ApiRoute> reconcile(ApiRoute route, Context<ApiRoute> context) {
    RouteId id = new RouteId(route.getMetadata().getNamespace(), route.getMetadata().getName());
    String uid = route.getMetadata().getUid();
    @Nullable ApiRouteStatus previous = previous(id, route);
    Optional<StatusBoard.Desired> desired = board.desired(id, uid, previous);
    if (desired.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    ApiRouteStatus next = desired.get().status();
    if (!next.equals(previous) && leading.getAsBoolean()) {
      write(id, uid, next);
      List<Notice> news = Notice.between(previous, next);
      Long generation = next.observedGeneration();
      news.forEach(n -> notices.write(id, uid, generation == null ? 0 : generation, n));
    }
    @Nullable Duration recheck = desired.get().recheck();
    UpdateControl<ApiRoute> control = UpdateControl.noUpdate();
    return recheck == null ? control : control.rescheduleAfter(recheck.plusMillis(50));
  }

  private @Nullable ApiRouteStatus previous(RouteId id, ApiRoute route) {
    @Nullable Written own = latest.get(id);
    if (own != null
        && own.uid().equals(route.getMetadata().getUid())
        && own.version() > version(route.getMetadata())) {
      return own.status();
    }
    latest.remove(id);
    return route.getStatus();
  }

  private void write(RouteId id, String uid, ApiRouteStatus status) {
    ApiRoute applied = new ApiRoute();
    // With the uid, so that a route of the same name that was made meanwhile is not meant.
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(id.namespace())
            .withName(id.name())
            .withUid(uid)
            .build());
    applied.setStatus(status);
    ApiRoute answer = client.resource(applied).subresource("status").patch(APPLY);
    latest.put(id, new Written(uid, version(answer.getMetadata()), answer.getStatus()));
    written.run();
  }

  /** Versions of one resource grow (KEP-5504). */
  private static long version(ObjectMeta meta) {
    try {
      return Long.parseLong(meta.getResourceVersion());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

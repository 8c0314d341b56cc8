package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteStatus;
import dev.sluice.snapshot.id.RouteId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings one route's written status to what the board says, if it is not there already. */
@ControllerConfiguration(name = "status", generationAwareEventProcessing = false)
final class StatusReconciler implements Reconciler<ApiRoute> {
  private final StatusPatches<ApiRoute, ApiRouteStatus> patches;
  private final StatusBoard board;
  private final Notices notices;
  private final BooleanSupplier leading;
  private final Runnable written;
  private final SimpleInboundEventSource<ApiRoute> changes =
      new SimpleInboundEventSource<>("board");

  /**
   * @param leading asked right before each write
   * @param written called after each write
   */
  StatusReconciler(
      KubernetesClient client,
      StatusBoard board,
      Notices notices,
      String fleet,
      BooleanSupplier leading,
      Runnable written) {
    this.patches = new StatusPatches<>(client, ApiRoute::new, fleet);
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
    Optional<Desired<ApiRouteStatus>> desired =
        board.desired(id, uid, patches.previous(route), patches.traces(route));
    if (desired.isEmpty()) {
      return UpdateControl.noUpdate();
    }
    if (desired.get().news() && leading.getAsBoolean() && patches.write(route, desired.get())) {
      written.run();
      notices.write(route, desired.get());
    }
    @Nullable Duration recheck = desired.get().recheck();
    UpdateControl<ApiRoute> control = UpdateControl.noUpdate();
    return recheck == null ? control : control.rescheduleAfter(recheck.plusMillis(50));
  }
}

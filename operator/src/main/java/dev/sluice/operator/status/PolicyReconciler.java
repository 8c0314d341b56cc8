package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.RateLimitPolicy;
import dev.sluice.crds.v1alpha1.RateLimitPolicyStatus;
import dev.sluice.operator.input.PolicyId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Brings one policy's written status to what the board says, if it is not there already. */
@ControllerConfiguration(name = "policies", generationAwareEventProcessing = false)
final class PolicyReconciler implements Reconciler<RateLimitPolicy> {
  private final StatusPatches<RateLimitPolicy, RateLimitPolicyStatus> patches;
  private final PolicyBoard board;
  private final Notices notices;
  private final BooleanSupplier leading;
  private final Runnable written;
  private final SimpleInboundEventSource<RateLimitPolicy> changes =
      new SimpleInboundEventSource<>("board");

  /**
   * @param leading asked right before each write
   * @param written called after each write
   */
  PolicyReconciler(
      KubernetesClient client,
      PolicyBoard board,
      Notices notices,
      String fleet,
      BooleanSupplier leading,
      Runnable written) {
    this.patches = new StatusPatches<>(client, RateLimitPolicy::new, fleet);
    this.board = board;
    this.notices = notices;
    this.leading = leading;
    this.written = written;
  }

  SimpleInboundEventSource<RateLimitPolicy> changes() {
    return changes;
  }

  @Override
  public List<EventSource<?, RateLimitPolicy>> prepareEventSources(
      EventSourceContext<RateLimitPolicy> context) {
    return List.of(changes);
  }

  @Override
  public UpdateControl<RateLimitPolicy> reconcile(
      RateLimitPolicy policy, Context<RateLimitPolicy> context) {
    PolicyId id = new PolicyId(policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    board
        .desired(
            id, policy.getMetadata().getUid(), patches.previous(policy), patches.traces(policy))
        .filter(desired -> desired.news() && leading.getAsBoolean())
        .filter(desired -> patches.write(policy, desired))
        .ifPresent(
            desired -> {
              written.run();
              notices.write(policy, desired);
            });
    return UpdateControl.noUpdate();
  }
}

package dev.sluice.crds.v1alpha1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Behaviour of every rule that has no block of that name itself; a rule's own block replaces it
 * whole.
 */
@Block
public record DefaultsSpec(
    @Schema("What the backend sees as host and path.") @Nullable RewriteSpec rewrite,
    @Schema("Edits to the request before it goes to the backend.") @Nullable EditSpec request,
    @Schema("Edits to the response before it goes to the client.") @Nullable EditSpec response,
    @Schema(value = "How long requests may take.", byDefault = "{}")
        @Nullable TimeoutsSpec timeouts,
    @Schema("When a request is tried again.") @Nullable RetrySpec retry,
    @Schema("Spares a Service that fails.") @Nullable CircuitBreakerSpec circuitBreaker,
    @Schema("How much a Service gets at a time.") @Nullable ConcurrencySpec concurrency,
    @Schema("Which endpoint gets the next request.") @Nullable LoadBalancerSpec loadBalancer,
    @Schema("How endpoints that do not work are found out.") @Nullable HealthSpec health,
    @Schema("What answers when the backends do not.") @Nullable FallbackSpec fallback,
    @Schema("A second request when the first takes long.") @Nullable HedgeSpec hedge,
    @Schema("Failures on purpose, to see how clients bear them.") @Nullable FaultsSpec faults,
    @Schema("Which pages of other origins may call.") @Nullable CorsSpec cors,
    @Schema(value = "Services that get copies of the requests.", max = 4)
        @Nullable List<MirrorSpec> mirror,
    @Schema("Which client addresses may ask.") @Nullable AccessSpec access,
    @Schema("How much clients may send.") @Nullable LimitsSpec limits,
    @Schema("What requests must be like.") @Nullable ValidateSpec validate) {

  public DefaultsSpec {
    mirror = mirror == null ? null : Lists.copy(mirror);
  }

  /** No rule gets anything by default. */
  public static final DefaultsSpec NONE =
      new DefaultsSpec(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);
}

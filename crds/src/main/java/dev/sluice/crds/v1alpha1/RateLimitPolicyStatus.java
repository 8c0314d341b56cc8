package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a policy. */
@Block
public record RateLimitPolicyStatus(
    @Schema("The generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @Schema(
            value =
                "Accepted: the policy is valid and its targets exist. Enforced: every ready data"
                    + " plane holds the targets' requests to this generation.",
            max = 16,
            key = "type")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ConditionStatus> conditions,
    @Schema("The targets in short.") @Nullable String attached,
    @Schema("How many of the ready data planes enforce this generation, as in 4/4.")
        @Nullable String dataPlanes,
    @Schema(
            value = "What became of each target; those where something is to be said come first.",
            max = 32)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<TargetStatus> targets,
    @Schema(
            value =
                "Where routes of several fleets are targeted: what each says by itself. The rest of"
                    + " the status is what they come to, written by the first of them by name.",
            max = 64,
            key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FleetStatus> fleets) {

  public RateLimitPolicyStatus {
    conditions = Lists.copy(conditions);
    targets = Lists.copy(targets);
    fleets = Lists.copy(fleets);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one of several fleets says of an object, of its own data planes alone. */
@Block
public record FleetStatus(
    @Schema(value = "The fleet, as spec.gateways names it.", required = true, max = 63) String name,
    @Schema("The generation of the spec that the fleet speaks of.")
        @Nullable Long observedGeneration,
    @Schema(value = "As those of the whole status, of this fleet.", max = 16, key = "type")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ConditionStatus> conditions,
    @Schema("How many of the fleet's ready data planes have this generation, as in 4/4.")
        @Nullable String dataPlanes) {

  public FleetStatus {
    conditions = Lists.copy(conditions);
  }
}

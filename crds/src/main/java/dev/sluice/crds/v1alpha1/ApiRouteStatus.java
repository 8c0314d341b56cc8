package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a route. */
@Block
public record ApiRouteStatus(
    @Schema("The generation of the spec that this status speaks of.")
        @Nullable Long observedGeneration,
    @Schema(
            value =
                "Accepted: the route is valid. ResolvedRefs: what it refers to was found."
                    + " Programmed: every ready data plane serves this generation.",
            max = 16,
            key = "type")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ConditionStatus> conditions,
    @Schema("How many rules the route has.") @Nullable Integer rules,
    @Schema("The hostnames in short.") @Nullable String hostnames,
    @Schema("How many of the ready data planes serve this generation, as in 4/4.")
        @Nullable String dataPlanes,
    @Schema(
            value =
                "Where spec.gateways names several fleets: what each says by itself. The rest of"
                    + " the status is what they come to, written by the first of them.",
            max = 16,
            key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FleetStatus> fleets) {

  public ApiRouteStatus {
    conditions = Lists.copy(conditions);
    fleets = Lists.copy(fleets);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a route. */
@Block
public record ApiRouteStatus(
    @Nullable Long observedGeneration,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ConditionStatus> conditions,
    @Nullable Integer rules,
    @Nullable String hostnames,
    @Nullable String dataPlanes) {

  public ApiRouteStatus {
    conditions = Lists.copy(conditions);
  }
}

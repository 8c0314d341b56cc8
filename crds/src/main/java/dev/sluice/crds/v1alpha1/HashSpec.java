package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** What is hashed. */
@Block
public record HashSpec(
    @Schema(
            value =
                "Values of the request, taken together. A request that has none of them goes to an"
                    + " endpoint drawn by lot.",
            required = true,
            min = 1,
            max = 8)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<HashKeySpec> by) {

  public HashSpec {
    by = Lists.copy(by);
  }
}

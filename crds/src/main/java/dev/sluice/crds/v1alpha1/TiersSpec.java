package dev.sluice.crds.v1alpha1;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Other numbers for requests that say so; all other requests have the limit's own. */
@Block
public record TiersSpec(
    @Schema(value = "What a request is told by.", required = true) TierBySpec by,
    @Schema(
            value =
                "By value, what stands in place of requests (burst grows with it), or of"
                    + " concurrent.",
            required = true,
            min = 1,
            max = 32,
            itemMax = 1_000_000_000)
        Map<String, Long> values) {

  public TiersSpec {
    values = copy(values);
  }

  private static Map<String, Long> copy(@Nullable Map<String, Long> values) {
    return values == null ? Map.of() : Map.copyOf(values);
  }
}

package dev.sluice.crds.v1alpha1;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which ApiRoutes, by their labels. */
@Block
public record SelectorSpec(
    @Schema(
            value = "The labels that an ApiRoute must have, all of them.",
            required = true,
            min = 1,
            max = 16,
            itemMax = 63)
        Map<String, String> matchLabels) {

  public SelectorSpec {
    matchLabels = copy(matchLabels);
  }

  private static Map<String, String> copy(@Nullable Map<String, String> labels) {
    return labels == null ? Map.of() : Map.copyOf(labels);
  }
}

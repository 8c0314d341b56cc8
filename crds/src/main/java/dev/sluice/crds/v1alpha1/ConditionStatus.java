package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** One condition, as all of Kubernetes writes them; times are RFC 3339. */
@Block
public record ConditionStatus(
    @Schema(value = "What the condition is about.", required = true, max = 316) String type,
    @Schema(
            value = "Whether it holds.",
            required = true,
            values = {"\"True\"", "\"False\"", "\"Unknown\""})
        String status,
    @Schema("The generation of the spec that the condition speaks of.")
        @Nullable Long observedGeneration,
    @Schema(value = "When status changed last.", required = true) String lastTransitionTime,
    @Schema(value = "Why, as one word.", required = true, min = 1, max = 1024) String reason,
    @Schema(value = "Why, as a sentence for people.", required = true, max = 32768)
        String message) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** What became of a policy on one route, or on one rule of it. */
@Block
public record TargetStatus(
    @Schema(value = "Namespace of the ApiRoute.", required = true, max = 63) String namespace,
    @Schema(value = "Name of the ApiRoute.", required = true, max = 253) String name,
    @Schema(value = "The rule, where the policy names one.", max = 63) @Nullable String sectionName,
    @Schema(
            value = "Why, as one word: Attached, Overridden, TargetNotFound, Invalid, NotServed.",
            required = true,
            max = 1024)
        String reason,
    @Schema(value = "Why, as a sentence for people.", required = true, max = 32768)
        String message) {}

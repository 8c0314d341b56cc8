package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** An ApiRoute of the policy's namespace, or one of its rules. */
@Block
public record TargetRefSpec(
    @Schema(
            value = "What is meant.",
            byDefault = "\"ApiRoute\"",
            values = {"\"ApiRoute\""})
        @Nullable String kind,
    @Schema(value = "Name of the ApiRoute.", required = true, min = 1, max = 253) String name,
    @Schema(
            value = "Name of one rule of it. Every rule by default.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String sectionName) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** An error instead of an answer. */
@Block
public record FaultAbortSpec(
    @Schema(value = "Status that the client gets.", required = true, min = 400, max = 599)
        Integer status,
    @Schema(
            value = "Share of the requests that get it, in percent, drawn by lot.",
            byDefault = "100",
            min = 0,
            max = 100)
        @Nullable Double percent) {}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A pause before a request goes on. */
@Block
public record FaultDelaySpec(
    @JsonProperty("for")
        @Schema(
            value = "How long they wait. It counts towards timeouts.request.",
            required = true,
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        String time,
    @Schema(
            value = "Share of the requests that wait, in percent, drawn by lot.",
            byDefault = "100",
            min = 0,
            max = 100)
        @Nullable Double percent) {}

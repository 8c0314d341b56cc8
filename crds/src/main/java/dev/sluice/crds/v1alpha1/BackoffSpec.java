package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Pauses between tries: drawn by lot between nothing and the longest. */
@Block
public record BackoffSpec(
    @Schema(
            value = "The longest pause before the first retry; doubled for each further one.",
            byDefault = "\"25ms\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_NONE_MESSAGE)
        @Nullable String initial,
    @Schema(
            value =
                "No pause is longer. A Retry-After of a response is heeded up to that long; one"
                    + " that asks for more is passed to the client instead.",
            byDefault = "\"250ms\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_NONE_MESSAGE)
        @Nullable String max) {}

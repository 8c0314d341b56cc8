package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/**
 * A second request to another endpoint while the first one's answer is due; the first answer wins.
 */
@Block
public record HedgeSpec(
    @Schema(
            value = "How long without a response before one more request is sent.",
            required = true,
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        String after,
    @Schema(value = "How many more.", byDefault = "1", min = 1, max = 3) @Nullable Integer max) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Durations in Go style ({@code 1m30s}); {@code 0s} means none. */
@Block
public record TimeoutsSpec(
    @Schema(
            value =
                "From the request's head to the end of the response; the client gets 504 when it has"
                    + " passed. Streams are exempt once their head has passed.",
            byDefault = "\"30s\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_MESSAGE)
        @Nullable String request,
    @Schema(
            value =
                "For the head of one try's response, from when it is sent; then it is tried again"
                    + " where retry says so, else the client gets 504. By default none.",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_MESSAGE)
        @Nullable String perTry,
    @Schema(
            value = "To connect to an endpoint.",
            byDefault = "\"2s\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_MESSAGE)
        @Nullable String connect,
    @Schema(
            value = "Without a byte in either direction.",
            byDefault = "\"60s\"",
            max = 32,
            rule = Cel.DURATION,
            message = Cel.DURATION_MESSAGE)
        @Nullable String idle) {}

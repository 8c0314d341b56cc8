package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Spares a Service that fails: while the circuit is open, requests are answered 503 at once. */
@Block
public record CircuitBreakerSpec(
    @Schema(
            value = "Opens at that share of failures (no answer, or 5xx), in percent.",
            byDefault = "50",
            min = 1,
            max = 100)
        @Nullable Integer failurePercent,
    @Schema(
            value = "An answer whose head takes longer is slow. By default none is.",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String slowCall,
    @Schema(
            value = "Opens at that share of slow answers, in percent, where slowCall is set.",
            byDefault = "50",
            min = 1,
            max = 100)
        @Nullable Integer slowPercent,
    @Schema(
            value = "Over which time shares are counted.",
            byDefault = "\"10s\"",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String window,
    @Schema(
            value = "With fewer requests in the window it does not open.",
            byDefault = "20",
            min = 1,
            max = 1000000)
        @Nullable Integer minimumRequests,
    @Schema(
            value = "How long it stays open before requests are let through on trial.",
            byDefault = "\"5s\"",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String open,
    @Schema(
            value =
                "Requests on trial at a time. As many successes close it; one failure opens it"
                    + " again.",
            byDefault = "5",
            min = 1,
            max = 1000)
        @Nullable Integer halfOpenRequests) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Endpoints that fail get no request for a while. */
@Block
public record PassiveHealthSpec(
    @Schema(
            value =
                "So many errors in a row (no connection, no answer, a try that took too long, or"
                    + " 5xx) take an endpoint out; fewer while it has been out lately, see"
                    + " baseEjection.",
            byDefault = "5",
            min = 1,
            max = 1000)
        @Nullable Integer consecutiveErrors,
    @Schema(
            value =
                "For how long; times the number of ejections in a row, 10 at most. Then one request"
                    + " goes there on trial. One of them is forgotten for each such time without"
                    + " another; meanwhile consecutiveErrors is divided by one more than their"
                    + " number.",
            byDefault = "\"10s\"",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String baseEjection,
    @Schema(
            value =
                "Share of the Service's endpoints that may be out, in percent; one of several always"
                    + " may, unless it is 0.",
            byDefault = "50",
            min = 0,
            max = 100)
        @Nullable Integer maxEjectedPercent,
    @Schema(
            value =
                "An endpoint whose answers take so many times as long as the median of the others,"
                    + " and 10ms more, is taken out too. By default none is.",
            min = 2,
            max = 100)
        @Nullable Integer latencyFactor) {}

package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How much each data plane puts on a Service at a time; what is beyond is answered 503. */
@Block
@ValidationRule(
    value =
        "has(self.maxRequests) || has(self.maxConnections) || (has(self.adaptive) &&"
            + " self.adaptive)",
    message =
        "concurrency limits something: write at least one of maxRequests, maxConnections and"
            + " adaptive: true")
@ValidationRule(
    value =
        "!has(self.maxPending) || self.maxPending == 0 || has(self.maxRequests) ||"
            + " (has(self.adaptive) && self.adaptive)",
    message =
        "requests wait for one of maxRequests to end: beside maxPending write maxRequests or"
            + " adaptive: true")
public record ConcurrencySpec(
    @Schema(value = "Requests under way. By default any number.", min = 1, max = 1000000)
        @Nullable Integer maxRequests,
    @Schema(
            value = "Requests that wait, in order, for one under way to end.",
            byDefault = "0",
            min = 0,
            max = 1000000)
        @Nullable Integer maxPending,
    @Schema(value = "Connections. By default any number.", min = 1, max = 1000000)
        @Nullable Integer maxConnections,
    @Schema(
            value =
                "The number of requests under way follows the Service's latency: fewer as it grows,"
                    + " up to maxRequests (1000 by default) while it does not.",
            byDefault = "false")
        @Nullable Boolean adaptive) {}

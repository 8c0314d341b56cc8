package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which endpoint of a Service gets the next request: at most one algorithm is set. */
@Block
@ValidationRule(
    value =
        "[has(self.roundRobin), has(self.leastRequest), has(self.random),"
            + " has(self.hash)].filter(x, x).size() <= 1",
    message =
        "a loadBalancer has at most one of roundRobin, leastRequest, random and hash, such as"
            + " loadBalancer: {leastRequest: {}}")
@ValidationRule(
    value = "!has(self.hash) || !has(self.slowStart)",
    message = "with hash the value alone decides: leave slowStart out, or write another algorithm")
public record LoadBalancerSpec(
    @Schema("In turn, on each event loop by itself. The default.") @Nullable EmptySpec roundRobin,
    @Schema("Of two endpoints, drawn by lot, the one with fewer requests under way.")
        @Nullable EmptySpec leastRequest,
    @Schema("By lot.") @Nullable EmptySpec random,
    @Schema("The same values find the same endpoint, as long as it is there.")
        @Nullable HashSpec hash,
    @Schema("A client comes back to the endpoint that it had, as long as it is fit.")
        @Nullable AffinitySpec affinity,
    @Schema(
            value =
                "Endpoints that EndpointSlices hint at for the data plane's zone come first, and"
                    + " others help out as those lose their health or cannot keep up. hash takes no"
                    + " notice of zones.",
            byDefault = "true")
        @Nullable Boolean zoneAware,
    @Schema(
            value =
                "The share of a new endpoint grows over that time, from a tenth. By default it has"
                    + " its whole share at once.",
            max = 32,
            rule = Cel.POSITIVE_DURATION,
            message = Cel.POSITIVE_DURATION_MESSAGE)
        @Nullable String slowStart) {}

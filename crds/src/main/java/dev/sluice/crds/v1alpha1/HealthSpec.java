package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How endpoints that do not work are found out. */
@Block
@ValidationRule(
    value = "has(self.passive) || has(self.active)",
    message =
        "health has at least one of passive and active: write passive: {} for its defaults, or leave"
            + " health out")
public record HealthSpec(
    @Schema("By what requests meet.") @Nullable PassiveHealthSpec passive,
    @Schema("By asking.") @Nullable ActiveHealthSpec active,
    @Schema(
            value =
                "While fewer endpoints than that share of the Service's, in percent, are healthy, all"
                    + " of them get requests: then it is the judgement that fails. 0: never.",
            byDefault = "50",
            min = 0,
            max = 100)
        @Nullable Integer panicPercent) {}

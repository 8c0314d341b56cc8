package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Failures on purpose, to see how clients bear them. */
@Block
@ValidationRule(
    value = "has(self.delay) || has(self.abort)",
    message = "faults have at least one of delay and abort; to inject none leave faults out")
public record FaultsSpec(
    @Schema("Makes requests wait before they go on.") @Nullable FaultDelaySpec delay,
    @Schema("Answers requests with an error, instead of the action; after the delay, if both fall.")
        @Nullable FaultAbortSpec abort,
    @Schema("Which requests are concerned. All of the rule's by default.")
        @Nullable FaultConditionSpec when) {}

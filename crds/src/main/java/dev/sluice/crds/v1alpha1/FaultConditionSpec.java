package dev.sluice.crds.v1alpha1;

/** Which requests faults befall. */
@Block
public record FaultConditionSpec(
    @Schema(
            value = "Those with this header, as it goes to the backend: after request edits.",
            required = true)
        ValueMatchSpec header) {}

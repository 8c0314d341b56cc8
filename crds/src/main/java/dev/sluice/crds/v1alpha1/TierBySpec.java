package dev.sluice.crds.v1alpha1;

/** What tells a request's tier. */
@Block
public record TierBySpec(
    @Schema(
            value =
                "Name of a request header. Any client can send it: let something that you trust set"
                    + " it.",
            required = true,
            max = 256,
            rule = Cel.HEADER,
            message = Cel.HEADER_MESSAGE)
        String header) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A Secret; another namespace needs a ReferenceGrant. */
@Block
public record SecretRef(
    @Schema(value = "Name of the Secret.", required = true, min = 1, max = 253) String name,
    @Schema(
            value =
                "Namespace of the Secret; the route's own by default. Another one needs a"
                    + " ReferenceGrant there.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String namespace) {}

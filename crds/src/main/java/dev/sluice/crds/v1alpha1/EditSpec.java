package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Edits to a request or to a response. */
@Block
public record EditSpec(
    @Schema("Edits to the headers.") @Nullable HeaderEditsSpec headers,
    @Schema("A new JSON body in place of the one that comes.") @Nullable BodyEditSpec body) {}

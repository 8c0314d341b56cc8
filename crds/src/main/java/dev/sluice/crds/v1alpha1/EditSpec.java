package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Edits to a request or to a response. */
@Block
public record EditSpec(@Schema("Edits to the headers.") @Nullable HeaderEditsSpec headers) {}

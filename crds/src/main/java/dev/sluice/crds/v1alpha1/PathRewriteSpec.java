package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A new path: exactly one component is set. */
@Block
public record PathRewriteSpec(
    @Nullable String prefix, @Nullable String full, @Nullable String template) {}

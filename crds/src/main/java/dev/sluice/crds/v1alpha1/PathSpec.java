package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A condition on the path: exactly one component is set. */
@Block
public record PathSpec(
    @Nullable String exact,
    @Nullable String prefix,
    @Nullable String template,
    @Nullable String regex) {}

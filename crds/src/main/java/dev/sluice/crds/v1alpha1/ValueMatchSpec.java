package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/**
 * A condition on a header, a query parameter or a cookie: a name, and exactly one of the others.
 */
@Block
public record ValueMatchSpec(
    String name, @Nullable String exact, @Nullable String regex, @Nullable Boolean present) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/**
 * Behaviour of every rule that has no block of that name itself; a rule's own block replaces it
 * whole.
 */
@Block
public record DefaultsSpec(
    @Nullable RewriteSpec rewrite,
    @Nullable EditSpec request,
    @Nullable EditSpec response,
    @Nullable TimeoutsSpec timeouts) {}

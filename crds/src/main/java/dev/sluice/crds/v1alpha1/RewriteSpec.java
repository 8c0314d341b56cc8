package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** What the backend sees as host and path. */
@Block
public record RewriteSpec(@Nullable String hostname, @Nullable PathRewriteSpec path) {}

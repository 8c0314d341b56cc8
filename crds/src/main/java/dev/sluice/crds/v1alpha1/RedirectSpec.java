package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** An answer that sends the client elsewhere; what is absent is as in the request. */
@Block
public record RedirectSpec(
    @Nullable String scheme,
    @Nullable String hostname,
    @Nullable Integer port,
    @Nullable PathRewriteSpec path,
    @Nullable Integer status) {}

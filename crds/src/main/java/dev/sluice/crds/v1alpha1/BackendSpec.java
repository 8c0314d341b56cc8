package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** A Service that takes a share of the requests. */
@Block
public record BackendSpec(
    String service,
    IntOrString port,
    @Nullable Integer weight,
    @Nullable String namespace,
    @Nullable String protocol) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A question over gRPC. */
@Block
public record GrpcProbeSpec(
    @Schema(value = "The service that is asked about. By default the server as a whole.", max = 256)
        @Nullable String service) {}

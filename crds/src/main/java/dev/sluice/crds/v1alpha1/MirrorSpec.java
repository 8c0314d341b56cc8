package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** A Service that gets copies of requests. */
@Block
public record MirrorSpec(
    @Schema(
            value = "Name of the Service.",
            required = true,
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        String service,
    @Schema(
            value = "Port of the Service: its number or its name.",
            required = true,
            min = 1,
            max = 65535,
            pattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
        IntOrString port,
    @Schema(
            value =
                "Namespace of the Service; the route's own by default. Another one needs a"
                    + " ReferenceGrant there.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String namespace,
    @Schema(
            value = "Share of the requests that are copied, in percent, drawn by lot.",
            byDefault = "100",
            min = 0,
            max = 100)
        @Nullable Double percent) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** CA certificates in PEM; another namespace needs a ReferenceGrant. */
@Block
public record CaRef(
    @Schema(
            value = "What holds the CA certificates.",
            byDefault = "\"ConfigMap\"",
            values = {"\"ConfigMap\"", "\"Secret\""})
        @Nullable String kind,
    @Schema(
            value = "Name of the ConfigMap or Secret.",
            required = true,
            min = 1,
            max = 253,
            rule = Cel.OBJECT,
            message = Cel.OBJECT_MESSAGE)
        String name,
    @Schema(
            value =
                "Namespace of the ConfigMap or Secret; the route's own by default. Another one needs"
                    + " a ReferenceGrant there.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String namespace,
    @Schema(
            value = "Under which key the certificates stand.",
            byDefault = "\"ca.crt\"",
            min = 1,
            max = 253,
            rule = Cel.DATA_KEY,
            message = Cel.DATA_KEY_MESSAGE)
        @Nullable String key) {}

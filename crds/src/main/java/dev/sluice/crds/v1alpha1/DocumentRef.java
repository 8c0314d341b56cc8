package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A document in a ConfigMap; another namespace needs a ReferenceGrant. */
@Block
public record DocumentRef(
    @Schema(
            value = "Name of the ConfigMap.",
            required = true,
            min = 1,
            max = 253,
            rule = Cel.OBJECT,
            message = Cel.OBJECT_MESSAGE)
        String name,
    @Schema(
            value =
                "Namespace of the ConfigMap; the route's own by default. Another one needs a"
                    + " ReferenceGrant there.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String namespace,
    @Schema(
            value =
                "Under which key the document stands, as JSON or YAML. May be left out where the"
                    + " ConfigMap has one key only.",
            min = 1,
            max = 253,
            rule = Cel.DATA_KEY,
            message = Cel.DATA_KEY_MESSAGE)
        @Nullable String key) {}

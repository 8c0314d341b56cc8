package dev.sluice.crds.v1alpha1;

/** A JSON Schema. */
@Block
public record JsonSchemaSpec(
    @Schema(
            value =
                "Where it stands: of draft 2020-12, 2019-09, 7, 6 or 4, as $schema says, 2020-12 by"
                    + " default. It refers to nothing outside of itself.",
            required = true)
        DocumentRef configMap) {}

package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** An OpenAPI document. */
@Block
public record OpenApiSpec(
    @Schema(
            value =
                "Where it stands: of OpenAPI 3.0 or 3.1. It refers to nothing outside of itself.",
            required = true)
        DocumentRef configMap,
    @Schema(
            value =
                "What stands before the paths of the document, such as /v1, or / for nothing. By"
                    + " default the path of the first of its servers.",
            min = 1,
            max = 1024,
            rule = Cel.LITERAL_PATH,
            message =
                "write a path that starts with '/' and has no query, fragment or braces, such as"
                    + " /v1; write / for none")
        @Nullable String basePath) {}

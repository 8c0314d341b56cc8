package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** What requests must be like. */
@Block
@ValidationRule(
    value = "has(self.jsonSchema) != has(self.openApi)",
    message =
        "validate needs exactly one of jsonSchema and openApi, such as openApi: {configMap: {name:"
            + " petstore, key: openapi.yaml}}")
public record ValidateSpec(
    @Schema("A JSON Schema that bodies must meet.") @Nullable JsonSchemaSpec jsonSchema,
    @Schema("An OpenAPI document that must describe the requests.") @Nullable OpenApiSpec openApi,
    @Schema(
            value =
                "Greatest size of a body that is checked, in bytes, such as 64Ki; it is held as a"
                    + " whole. At most 1Mi.",
            byDefault = "\"64Ki\"",
            min = 1,
            max = 1048576,
            pattern = "^[0-9]{1,7}(Ki|Mi)?$")
        @Nullable IntOrString maxBody) {}

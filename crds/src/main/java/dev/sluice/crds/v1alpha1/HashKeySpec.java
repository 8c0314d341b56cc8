package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A value of the request: exactly one component is set. */
@Block
@ValidationRule(
    value =
        "[has(self.header), has(self.cookie), has(self.query), has(self.source),"
            + " has(self.path)].filter(x, x).size() == 1",
    message =
        "a value to hash is exactly one of header, cookie, query, source and path, such as {header:"
            + " x-user}; for several write several items")
public record HashKeySpec(
    @Schema(
            value = "Name of a request header.",
            max = 256,
            rule = Cel.HEADER,
            message = Cel.HEADER_MESSAGE)
        @Nullable String header,
    @Schema(value = "Name of a cookie.", min = 1, max = 256) @Nullable String cookie,
    @Schema(value = "Name of a query parameter.", min = 1, max = 256) @Nullable String query,
    @Schema("The client's address.") @Nullable EmptySpec source,
    @Schema("The path, without the query.") @Nullable EmptySpec path) {}

package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A value of the request that is counted apart: exactly one component is set. */
@Block
@ValidationRule(
    value =
        "[has(self.source), has(self.header), has(self.cookie), has(self.query),"
            + " has(self.path)].filter(x, x).size() == 1",
    message =
        "a part of a key is exactly one of source, header, cookie, query and path, such as source:"
            + " {}; for a combination write several parts")
public record LimitKeySpec(
    @Schema("The client's address.") @Nullable SourceKeySpec source,
    @Schema(
            value = "Name of a request header.",
            max = 256,
            rule = Cel.HEADER,
            message = Cel.HEADER_MESSAGE)
        @Nullable String header,
    @Schema(value = "Name of a cookie.", min = 1, max = 256) @Nullable String cookie,
    @Schema(value = "Name of a query parameter.", min = 1, max = 256) @Nullable String query,
    @Schema("A part of the path.") @Nullable PathKeySpec path) {}

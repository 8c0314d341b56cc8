package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What one request counts: exactly one component is set. */
@Block
@ValidationRule(
    value =
        "[has(self.units), has(self.header), has(self.responseHeader),"
            + " has(self.expression)].filter(x, x).size() == 1",
    message =
        "a cost is exactly one of units, header, responseHeader and expression, such as units: 5;"
            + " leave cost out where each request counts 1")
public record CostSpec(
    @Schema(value = "The same for each request.", min = 1, max = 1_000_000_000)
        @Nullable Long units,
    @Schema(
            value =
                "Name of a request header whose value is the cost. A value that is no whole number"
                    + " counts as 1.",
            max = 256,
            rule = Cel.HEADER,
            message = Cel.HEADER_MESSAGE)
        @Nullable String header,
    @Schema(
            value =
                "Name of a response header whose value is the cost, taken when the response comes: a"
                    + " request passes where anything is left.",
            max = 256,
            rule = Cel.HEADER,
            message = Cel.HEADER_MESSAGE)
        @Nullable String responseHeader,
    @Schema(
            value =
                "A CEL expression whose value is the cost, an int, such as (request.size + 1023) /"
                    + " 1024. One that speaks of the response is taken when that comes, as with"
                    + " responseHeader. A request for which it cannot be told is refused.",
            min = 1,
            max = 1_024)
        @Nullable String expression) {}

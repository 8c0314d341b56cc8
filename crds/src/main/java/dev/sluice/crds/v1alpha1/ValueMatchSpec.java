package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a header, a query parameter or a cookie: a name, and exactly one of the others.
 */
@Block
@ValidationRule(
    value = "[has(self.exact), has(self.regex), has(self.present)].filter(x, x).size() == 1",
    message =
        "beside its name a match has exactly one of exact, regex and present, such as {name:"
            + " x-beta, present: true}")
public record ValueMatchSpec(
    @Schema(
            value = "Name of the header, query parameter or cookie. Once in the list.",
            required = true,
            min = 1,
            max = 256)
        String name,
    @Schema(value = "The value.", max = 4096) @Nullable String exact,
    @Schema(value = "An RE2 expression that the whole value must match.", min = 1, max = 1024)
        @Nullable String regex,
    @Schema("Whether there must be a value (true) or must not be one (false).")
        @Nullable Boolean present) {}

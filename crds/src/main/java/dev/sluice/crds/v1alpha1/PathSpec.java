package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A condition on the path: exactly one component is set. */
@Block
@ValidationRule(
    value =
        "[has(self.exact), has(self.prefix), has(self.template), has(self.regex)].filter(x,"
            + " x).size() == 1",
    message =
        "a path is exactly one of exact, prefix, template and regex, such as path: {prefix: /cart}")
public record PathSpec(
    @Schema(
            value = "The whole path.",
            max = 1024,
            rule = Cel.LITERAL_PATH,
            message = Cel.LITERAL_PATH_MESSAGE)
        @Nullable String exact,
    @Schema(
            value = "The first segments of the path: /cart covers /cart and /cart/1, not /cartoon.",
            max = 1024,
            rule = Cel.LITERAL_PATH,
            message = Cel.LITERAL_PATH_MESSAGE)
        @Nullable String prefix,
    @Schema(
            value =
                "The path with captures: {id} is one segment, {rest=**}, at the end alone, all that"
                    + " is left. Captures are used as {path.id}.",
            max = 1024,
            rule = Cel.TEMPLATE,
            message = Cel.TEMPLATE_MESSAGE)
        @Nullable String template,
    @Schema(value = "An RE2 expression that the whole path must match.", min = 1, max = 1024)
        @Nullable String regex) {}

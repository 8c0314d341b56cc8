package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A new path: exactly one component is set. */
@Block
@ValidationRule(
    value = "[has(self.prefix), has(self.full), has(self.template)].filter(x, x).size() == 1",
    message = "a new path is exactly one of prefix, full and template, such as path: {prefix: /v2}")
public record PathRewriteSpec(
    @Schema(
            value =
                "Replaces the prefix that was matched; only where every match of the rule is by"
                    + " prefix.",
            max = 1024,
            rule = Cel.ABSOLUTE,
            message = Cel.ABSOLUTE_MESSAGE)
        @Nullable String prefix,
    @Schema(
            value = "Replaces the whole path.",
            max = 1024,
            rule = Cel.ABSOLUTE,
            message = Cel.ABSOLUTE_MESSAGE)
        @Nullable String full,
    @Schema(
            value =
                "Replaces the whole path by one that holds captures of the match's template, as in"
                    + " /v2/{id}.",
            max = 1024,
            rule = Cel.ABSOLUTE,
            message = Cel.ABSOLUTE_MESSAGE)
        @Nullable String template) {}

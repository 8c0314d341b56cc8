package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A part of the path: exactly one component is set. */
@Block
@ValidationRule(
    value = "has(self.capture) != has(self.segment)",
    message =
        "a part of the path is either a capture of the rule's template, such as capture: id, or a"
            + " segment by its place, such as segment: 1")
public record PathKeySpec(
    @Schema(
            value = "Name of a capture that every match of the limited rules has.",
            max = 64,
            rule = Cel.CAPTURE,
            message = Cel.CAPTURE_MESSAGE)
        @Nullable String capture,
    @Schema(value = "Place of a segment: in /users/7, 0 is users and 1 is 7.", min = 0, max = 63)
        @Nullable Integer segment) {}

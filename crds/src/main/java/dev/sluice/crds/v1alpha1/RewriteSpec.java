package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What the backend sees as host and path. */
@Block
@ValidationRule(
    value = "has(self.hostname) || has(self.path)",
    message = "a rewrite has at least one of hostname and path; to rewrite nothing leave it out")
public record RewriteSpec(
    @Schema(
            value = "The Host that the backend sees; the request's by default.",
            max = 253,
            rule = Cel.HOSTNAME,
            message = Cel.HOSTNAME_MESSAGE)
        @Nullable String hostname,
    @Schema("The path that the backend sees; the request's by default. The query is kept.")
        @Nullable PathRewriteSpec path) {}

package dev.sluice.crds.v1alpha1;

import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An answer that sends the client elsewhere; what is absent is as in the request. */
@Block
@ValidationRule(
    value = "has(self.scheme) || has(self.hostname) || has(self.port) || has(self.path)",
    message =
        "a redirect to the same URL never ends: write at least one of scheme, hostname, port"
            + " and path")
public record RedirectSpec(
    @Schema(
            value = "Scheme of the new URL; the request's by default.",
            values = {"\"http\"", "\"https\""})
        @Nullable String scheme,
    @Schema(
            value = "Host of the new URL; the request's by default.",
            max = 253,
            rule = Cel.HOSTNAME,
            message = Cel.HOSTNAME_MESSAGE)
        @Nullable String hostname,
    @Schema(
            value =
                "Port of the new URL. By default that of the scheme where the scheme changes, else"
                    + " the request's.",
            min = 1,
            max = 65535)
        @Nullable Integer port,
    @Schema("Path of the new URL; the request's by default. The query is kept.")
        @Nullable PathRewriteSpec path,
    @Schema(
            value = "Status of the answer.",
            byDefault = "302",
            values = {"301", "302", "303", "307", "308"})
        @Nullable Integer status) {}

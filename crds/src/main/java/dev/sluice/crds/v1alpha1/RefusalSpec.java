package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** The answer to a request that is over a limit. */
@Block
public record RefusalSpec(
    @Schema(value = "Status of the answer.", byDefault = "429", min = 400, max = 599)
        @Nullable Integer status,
    @Schema(
            value = "Body of the answer, sent as it is written. A sentence of Sluice's by default.",
            max = 65536)
        @Nullable String body,
    @Schema(
            value = "Type of the body.",
            byDefault = "\"text/plain; charset=utf-8\"",
            max = 256,
            rule = "self.matches('^[-a-z0-9.+]+/[-a-z0-9.+]+( *;[^\\r\\n]*)?$')",
            message = "write a media type, such as application/json")
        @Nullable String contentType) {}

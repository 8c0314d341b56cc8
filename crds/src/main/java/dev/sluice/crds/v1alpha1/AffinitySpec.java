package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** A cookie brings a client back to the endpoint that it had. */
@Block
public record AffinitySpec(
    @Schema(
            value =
                "Name of the cookie. By default one that no other rule has. It names an endpoint and"
                    + " nothing else: rules for the same Service port may share one, others must not.",
            max = 128,
            rule = Cel.HEADER,
            message = "write a cookie's name without spaces, '=' and ';', such as shop-session")
        @Nullable String cookie,
    @Schema(
            value =
                "How long the client keeps it, from when it is set; in whole seconds, rounded up. 0s:"
                    + " until the browser is closed.",
            byDefault = "\"0s\"",
            max = 32,
            rule = Cel.DURATION,
            message =
                "write a duration with its unit, such as 30m or 24h; 0s means until the browser is"
                    + " closed")
        @Nullable String ttl,
    @Schema(
            value = "The client sends it with requests whose path begins so.",
            byDefault = "\"/\"",
            max = 256,
            rule = "self.matches('^/[!-:<-~]*$')",
            message =
                "write a path that starts with '/' and has no space and no ';', such as /shop")
        @Nullable String path,
    @Schema(
            value =
                "Whether a browser sends it with requests that another site has led to: Strict never,"
                    + " Lax when a link is followed, None always, and then over TLS alone.",
            byDefault = "\"Lax\"",
            values = {"\"Strict\"", "\"Lax\"", "\"None\""})
        @Nullable String sameSite) {}

package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** A Service that takes a share of the requests. */
@Block
public record BackendSpec(
    @Schema(
            value = "Name of the Service.",
            required = true,
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        String service,
    @Schema(
            value = "Port of the Service: its number or its name.",
            required = true,
            min = 1,
            max = 65535,
            pattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
        IntOrString port,
    @Schema(
            value =
                "Share of the requests, in proportion to the weights of the rule's other backends."
                    + " 0: none.",
            byDefault = "1",
            min = 0,
            max = 1000000)
        @Nullable Integer weight,
    @Schema(
            value =
                "Namespace of the Service; the route's own by default. Another one needs a"
                    + " ReferenceGrant there.",
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        @Nullable String namespace,
    @Schema(
            value =
                "What the backend speaks: HTTP1 or HTTP2, in clear unless tls is written; HTTPS: TLS,"
                    + " and within it what the backend prefers of the two. By default HTTPS where"
                    + " tls is written or the Service port's appProtocol is https, HTTP2 where it is"
                    + " kubernetes.io/h2c, else HTTP1.",
            values = {"\"HTTP1\"", "\"HTTP2\"", "\"HTTPS\""})
        @Nullable String protocol,
    @Schema(
            "Speaks TLS to the backend, and sends nothing to one that cannot be verified. HTTPS"
                + " without it is as with tls: {}.")
        @Nullable BackendTlsSpec tls,
    @Schema(
            value =
                "0 first; backends of a greater one get requests while none before them has an"
                    + " endpoint that is fit.",
            byDefault = "0",
            min = 0,
            max = 7)
        @Nullable Integer priority,
    @Schema("Edits to the requests of this backend alone, after those of the rule.")
        @Nullable BackendRequestSpec request,
    @Schema("Edits to the responses of this backend alone, before those of the rule.")
        @Nullable BackendResponseSpec response) {}

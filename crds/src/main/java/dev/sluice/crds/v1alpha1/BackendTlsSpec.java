package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** How a backend is spoken to over TLS. It is always verified. */
@Block
public record BackendTlsSpec(
    @Schema(
            value =
                "The name that the backend's certificate must have, and that is sent as SNI. By"
                    + " default the external name of a Service of type ExternalName, else"
                    + " SERVICE.NAMESPACE.svc.",
            min = 1,
            max = 253,
            rule = Cel.HOSTNAME,
            message = Cel.HOSTNAME_MESSAGE)
        @Nullable String hostname,
    @Schema(
            "Whose certificates are trusted. By default the CAs of the system: those that the data"
                + " plane's Java brings along.")
        @Nullable CaRef caRef,
    @Schema(
            "The certificate, with its key, that is shown to a backend which asks for one: a Secret"
                + " of type kubernetes.io/tls.")
        @Nullable SecretRef clientSecret) {}

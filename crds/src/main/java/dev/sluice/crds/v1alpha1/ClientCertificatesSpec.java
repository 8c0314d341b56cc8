package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.Nullable;

/** Whether clients show who they are, and whom they are believed. */
@Block
public record ClientCertificatesSpec(
    @Schema(
            value =
                "Require: a client without a certificate that the CA has signed gets no connection,"
                    + " and over plain HTTP 403. Optional: it may come without one, but with none"
                    + " that the CA has not signed. Of routes that share a hostname the strictest"
                    + " decides, and each one's rules take the certificates of its own CA alone.",
            byDefault = "\"Require\"",
            values = {"\"Require\"", "\"Optional\""})
        @Nullable String mode,
    @Schema(
            value =
                "Whose certificates are believed. Where it cannot be had, the route's rules answer"
                    + " 500.",
            required = true)
        CaRef caRef) {}

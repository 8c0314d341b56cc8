package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the hostnames of a route are served over TLS. */
@Block
public record TlsSpec(
    @Schema(
            value =
                "Certificates with their keys, in Secrets of type kubernetes.io/tls. RSA and ECDSA may"
                    + " stand side by side: a client gets the kind that its algorithms fit, and of"
                    + " two of one kind the first. Of routes that share a hostname the oldest"
                    + " decides.",
            required = true,
            min = 1,
            max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<SecretRef> secrets,
    @Schema(
            value = "Answers plain HTTP with 301 to https, instead of serving it.",
            byDefault = "false")
        @Nullable Boolean redirect,
    @Schema(
            value =
                "Oldest version of TLS that is spoken. Of routes that share a hostname the strictest"
                    + " decides.",
            byDefault = "\"1.2\"",
            values = {"\"1.2\"", "\"1.3\""})
        @Nullable String minVersion,
    @Schema(
            "Certificates of clients. Who it was is told to backends, in the headers client-cert (RFC"
                + " 9440) and x-client-cert-subject, which no client can send itself.")
        @Nullable ClientCertificatesSpec clientCertificates) {

  public TlsSpec {
    secrets = Lists.copy(secrets);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the hostnames of a route are served over TLS. */
@Block
public record TlsSpec(
    @Schema(
            value =
                "Certificates with their keys, in Secrets of type kubernetes.io/tls. A client gets"
                    + " the one that fits its SNI and its algorithms: RSA and ECDSA may stand side by side.",
            required = true,
            min = 1,
            max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<SecretRef> secrets,
    @Schema(
            value = "Answers plain HTTP with 301 to https, instead of serving it.",
            byDefault = "false")
        @Nullable Boolean redirect) {

  public TlsSpec {
    secrets = Lists.copy(secrets);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the hostnames of a route are served over TLS. */
@Block
public record TlsSpec(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SecretRef> secrets,
    @Nullable Boolean redirect) {

  public TlsSpec {
    secrets = Lists.copy(secrets);
  }
}

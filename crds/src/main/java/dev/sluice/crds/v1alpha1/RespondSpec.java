package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fixed answer. */
@Block
public record RespondSpec(
    @Nullable Integer status,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<HeaderSpec> headers,
    @Nullable String body) {

  public RespondSpec {
    headers = Lists.copy(headers);
  }
}

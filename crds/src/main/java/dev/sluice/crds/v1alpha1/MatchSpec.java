package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions which a request must meet, all of them. */
@Block
public record MatchSpec(
    @Nullable PathSpec path,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> methods,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ValueMatchSpec> headers,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ValueMatchSpec> query,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ValueMatchSpec> cookies) {

  public MatchSpec {
    methods = Lists.copy(methods);
    headers = Lists.copy(headers);
    query = Lists.copy(query);
    cookies = Lists.copy(cookies);
  }
}

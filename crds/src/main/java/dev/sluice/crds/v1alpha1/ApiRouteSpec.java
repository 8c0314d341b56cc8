package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes, and what happens to them. */
@Block
public record ApiRouteSpec(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> gateways,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hostnames,
    @Nullable TlsSpec tls,
    @Nullable DefaultsSpec defaults,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RuleSpec> rules) {

  public ApiRouteSpec {
    gateways = Lists.copy(gateways);
    hostnames = Lists.copy(hostnames);
    rules = Lists.copy(rules);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which requests a route takes, and what happens to them. */
@Block
@ValidationRule(
    value = "!has(self.tls) || (has(self.hostnames) && self.hostnames.size() > 0)",
    message =
        "TLS is chosen by server name: write the hostnames that the certificates are for, such as"
            + " hostnames: [shop.example.com], or leave tls out")
public record ApiRouteSpec(
    @Schema(
            value = "The gateways that serve the route; an installation of the chart is one.",
            byDefault = "[\"default\"]",
            min = 1,
            max = 16,
            itemMax = 63,
            itemRule = Cel.LABEL,
            itemMessage = Cel.LABEL_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> gateways,
    @Schema(
            value =
                "The hosts that the route answers for. A wildcard, as in *.example.com, covers one"
                    + " or more labels. Empty: every host that no other route names.",
            max = 64,
            itemMax = 253,
            itemRule = Cel.HOSTNAME_OR_WILDCARD,
            itemMessage = Cel.HOSTNAME_OR_WILDCARD_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> hostnames,
    @Schema(
            "Serves the hostnames over HTTPS, and over plain HTTP unless redirect says otherwise."
                + " Without it they are served over plain HTTP alone.")
        @Nullable TlsSpec tls,
    @Schema(
            value =
                "Behaviour of every rule that does not have the block of that name itself; a rule's"
                    + " own block replaces it whole.",
            byDefault = "{}")
        @Nullable DefaultsSpec defaults,
    @Schema(
            value =
                "What is done with which requests. The most specific match wins; the order counts"
                    + " only between equals.",
            required = true,
            min = 1,
            max = 64,
            key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<RuleSpec> rules) {

  public ApiRouteSpec {
    gateways = Lists.copy(gateways);
    hostnames = Lists.copy(hostnames);
    rules = Lists.copy(rules);
  }
}

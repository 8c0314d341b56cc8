package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conditions which a request must meet, all of them. */
@Block
public record MatchSpec(
    @Schema("The path. Every path by default.") @Nullable PathSpec path,
    @Schema(
            value = "Any of these methods. Empty: every method.",
            max = 16,
            itemMax = 32,
            itemRule = "self.matches('^[A-Z][-A-Z0-9_]*$')",
            itemMessage = "write a method in capitals, such as GET")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> methods,
    @Schema(
            value = "Headers, all of them; names are compared without case.",
            max = 16,
            key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ValueMatchSpec> headers,
    @Schema(value = "Query parameters, all of them.", max = 16, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ValueMatchSpec> query,
    @Schema(value = "Cookies, all of them.", max = 16, key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ValueMatchSpec> cookies,
    @Schema(
            value =
                "Ranges of which one holds the client's address, after trusted proxies: 10.0.0.0/8,"
                    + " fd00::/8, or a single address. Empty: every address.",
            max = 16,
            itemMax = 49,
            itemRule = Cel.RANGE,
            itemMessage = Cel.RANGE_MESSAGE)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> source) {

  public MatchSpec {
    methods = Lists.copy(methods);
    headers = Lists.copy(headers);
    query = Lists.copy(query);
    cookies = Lists.copy(cookies);
    source = Lists.copy(source);
  }
}

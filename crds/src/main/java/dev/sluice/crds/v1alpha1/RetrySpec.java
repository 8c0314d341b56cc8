package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a request that failed is tried again, at another endpoint where there is one. What would
 * best be named {@code on} cannot be: YAML 1.1, which kubectl reads, takes that for {@code true}.
 */
@Block
public record RetrySpec(
    @Schema(value = "How many times more than once.", byDefault = "1", min = 0, max = 10)
        @Nullable Integer attempts,
    @Schema(
            value =
                "After which failures: connect-failure (no connection), refused-stream (HTTP/2 says"
                    + " that nothing was processed), reset (the connection broke before the"
                    + " response), timeout (timeouts.perTry has passed), or an answer's status, 409,"
                    + " 425, 429 and 500 to 599.",
            byDefault = "[\"connect-failure\", \"refused-stream\", \"reset\", \"timeout\", 503]",
            min = 1,
            max = 16,
            itemMin = 409,
            itemMax = 599,
            itemPattern = "^(connect-failure|refused-stream|reset|timeout)$")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<IntOrString> retryOn,
    @Schema(
            value =
                "Of these methods only; of others only what cannot have been processed: no"
                    + " connection, a refused stream. By default those for which twice is as good as"
                    + " once.",
            byDefault = "[\"GET\", \"HEAD\", \"OPTIONS\", \"PUT\", \"DELETE\"]",
            min = 1,
            max = 16,
            itemMax = 32,
            itemRule = "self.matches('^[A-Z][-A-Z0-9_]*$')",
            itemMessage = "write a method in capitals, such as GET")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> methods,
    @Schema(value = "The pause before each.", byDefault = "{}") @Nullable BackoffSpec backoff,
    @Schema(
            value =
                "Retries may be that share of the requests under way to the Service, in percent, but"
                    + " always 3 at a time: so they never multiply an outage.",
            byDefault = "20",
            min = 0,
            max = 100)
        @Nullable Integer budget,
    @Schema(
            value =
                "A body up to that size, in bytes, is kept to be sent again, such as 64Ki or 1Mi; a"
                    + " request with a longer one is tried once. At most 16Mi.",
            byDefault = "\"64Ki\"",
            min = 0,
            max = 16777216,
            pattern = "^[0-9]{1,8}(Ki|Mi)?$")
        @Nullable IntOrString bufferBody) {

  public RetrySpec {
    retryOn = Lists.copy(retryOn);
    methods = Lists.copy(methods);
  }
}

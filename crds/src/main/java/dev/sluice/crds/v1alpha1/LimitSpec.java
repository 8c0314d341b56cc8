package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One limit: requests in a time, or requests at a time. */
@Block
@ValidationRule(
    value = "has(self.requests) != has(self.concurrent)",
    message =
        "a limit is either requests in a time, such as requests: 100, per: 1m, or requests at a"
            + " time, such as concurrent: 50")
@ValidationRule(
    value = "has(self.requests) == has(self.per)",
    message = "requests and per stand together, such as requests: 100, per: 1m")
@ValidationRule(
    value = "!has(self.concurrent) || (!has(self.burst) && !has(self.cost))",
    message = "burst and cost are about requests in a time: leave them out beside concurrent")
public record LimitSpec(
    @Schema(
            value =
                "Names the limit in headers, logs and metrics, and identifies its counts when the"
                    + " policy changes. Unique in the policy.",
            required = true,
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        String name,
    @Schema(value = "How many requests pass in the time of per.", min = 1, max = 1_000_000_000)
        @Nullable Long requests,
    @Schema(
            value = "The time that requests are counted in, from 1s to 31d. They come back evenly.",
            max = 8,
            rule = Cel.PERIOD,
            message = Cel.PERIOD_MESSAGE)
        @Nullable String per,
    @Schema(
            value =
                "How many may come at once after a pause; as many as requests by default. In any"
                    + " time of per at most requests + burst pass.",
            min = 1,
            max = 1_000_000_000)
        @Nullable Long burst,
    @Schema(
            value = "How many requests may be under way at a time, until their response has ended.",
            min = 1,
            max = 1_000_000)
        @Nullable Integer concurrent,
    @Schema(
            value =
                "What is counted apart: each combination of these values has a count of its own. A"
                    + " value that a request does not have counts as an empty one. Empty: one count"
                    + " for all requests.",
            max = 8)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<LimitKeySpec> key,
    @Schema("Which requests the limit is about, in the words of a match. All by default.")
        @Nullable MatchSpec when,
    @Schema("What one request counts. 1 by default.") @Nullable CostSpec cost,
    @Schema("Other numbers for some requests.") @Nullable TiersSpec tiers) {

  public LimitSpec {
    key = Lists.copy(key);
  }
}

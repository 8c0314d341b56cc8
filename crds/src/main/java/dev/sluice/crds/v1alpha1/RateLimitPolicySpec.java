package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose requests are limited, and how. */
@Block
@ValidationRule(
    value =
        "[has(self.targetRefs), has(self.selector), has(self.precedence)].filter(x, x).size() == 1",
    message =
        "a policy has exactly one of targetRefs, selector and precedence, such as targetRefs:"
            + " [{name: shop}]; precedence is for every route, in the admin's namespace alone")
@ValidationRule(
    value = "self.scope == 'Global' || self.counting == 'Exact'",
    message = "counting: Leased is about the shared count: write scope: Global, or leave it out")
public record RateLimitPolicySpec(
    @Schema(
            value = "The ApiRoutes of this namespace, or single rules of them, that are limited.",
            min = 1,
            max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<TargetRefSpec> targetRefs,
    @Schema("Limits every ApiRoute of this namespace that has these labels.")
        @Nullable SelectorSpec selector,
    @Schema(
            value =
                "Limits every route of the fleet; in the admin's namespace alone. Default: where no"
                    + " other policy targets a rule. Override: besides what targets it, so that no"
                    + " tenant can loosen it.",
            values = {"\"Default\"", "\"Override\""})
        @Nullable String precedence,
    @Schema(
            value =
                "Whether limits run before authentication, to protect the login itself, or after"
                    + " it.",
            byDefault = "\"AfterAuthentication\"",
            values = {"\"BeforeAuthentication\"", "\"AfterAuthentication\""})
        @Nullable String phase,
    @Schema(
            value =
                "Who counts. Local: each data plane by itself, each its share of the limit. Global:"
                    + " all together, in the Redis or Valkey that the fleet is installed with.",
            byDefault = "\"Local\"",
            values = {"\"Local\"", "\"Global\""})
        @Nullable String scope,
    @Schema(
            value =
                "How Global counts. Exact: each request asks the store, and none is let through over"
                    + " the limit. Leased: data planes take requests in batches, for high rates;"
                    + " over the limit by no more than what is leased.",
            byDefault = "\"Exact\"",
            values = {"\"Exact\"", "\"Leased\""})
        @Nullable String counting,
    @Schema(
            value = "The limits, all of which a request must meet.",
            required = true,
            min = 1,
            max = 16,
            key = "name")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<LimitSpec> limits,
    @Schema(
            value =
                "What holds for a Global policy while the store does not answer. Local: each data"
                    + " plane enforces its share of the limit. Allow: no limit. Deny: requests are"
                    + " answered 503.",
            byDefault = "\"Local\"",
            values = {"\"Local\"", "\"Allow\"", "\"Deny\""})
        @Nullable String onStoreFailure,
    @Schema(
            value =
                "Headers that tell a client what is left, on every response. Draft: RateLimit and"
                    + " RateLimit-Policy of the IETF. Legacy: X-RateLimit-Limit, -Remaining and"
                    + " -Reset.",
            byDefault = "\"Draft\"",
            values = {"\"Draft\"", "\"Legacy\"", "\"None\""})
        @Nullable String headers,
    @Schema(value = "The answer to a request that is over a limit.", byDefault = "{}")
        @Nullable RefusalSpec response,
    @Schema(
            value = "Counts and reports, and lets every request through: to try limits out.",
            byDefault = "false")
        @Nullable Boolean dryRun) {

  public RateLimitPolicySpec {
    targetRefs = Lists.copy(targetRefs);
    limits = Lists.copy(limits);
  }
}

package dev.sluice.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some requests, the one action that answers them, and what is done to them on the way. */
@Block
@ValidationRule(
    value = "[has(self.backends), has(self.redirect), has(self.respond)].filter(x, x).size() == 1",
    message = "a rule has exactly one action: write one of backends, redirect and respond")
@ValidationRule(
    value =
        "has(self.backends) || ![has(self.rewrite), has(self.request), has(self.timeouts),"
            + " has(self.retry), has(self.circuitBreaker), has(self.concurrency),"
            + " has(self.loadBalancer), has(self.health), has(self.fallback),"
            + " has(self.hedge), has(self.mirror)].exists(x, x)",
    message =
        "only what goes to backends can have rewrite, request, timeouts, retry, circuitBreaker,"
            + " concurrency, loadBalancer, health, fallback, hedge and mirror: for a redirect write"
            + " redirect.hostname and redirect.path instead, for respond leave them out")
@ValidationRule(
    value =
        "!has(self.rewrite) || !has(self.rewrite.path) || !has(self.rewrite.path.prefix) ||"
            + " !has(self.matches) || self.matches.all(m, !has(m.path) || has(m.path.prefix))",
    message =
        "rewrite.path.prefix replaces the prefix that was matched: give each match of the"
            + " rule a path: {prefix: ...}, or write rewrite.path.full or rewrite.path.template"
            + " instead")
@ValidationRule(
    value =
        "!has(self.redirect) || !has(self.redirect.path) || !has(self.redirect.path.prefix)"
            + " || !has(self.matches) || self.matches.all(m, !has(m.path) || has(m.path.prefix))",
    message =
        "redirect.path.prefix replaces the prefix that was matched: give each match of the"
            + " rule a path: {prefix: ...}, or write redirect.path.full or redirect.path.template"
            + " instead")
public record RuleSpec(
    @Schema(
            value =
                "Names the rule in status, metrics and policies, and identifies its state when the"
                    + " route changes. Unique in the route.",
            required = true,
            max = 63,
            rule = Cel.LABEL,
            message = Cel.LABEL_MESSAGE)
        String name,
    @Schema(
            value =
                "The requests that the rule takes: those that meet any of these. Empty: every"
                    + " request.",
            max = 16)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<MatchSpec> matches,
    @Schema(
            value = "Action: sends the request to one of these Services, picked by weight.",
            min = 1,
            max = 32)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<BackendSpec> backends,
    @Schema("Action: sends the client elsewhere.") @Nullable RedirectSpec redirect,
    @Schema("Action: a fixed answer.") @Nullable RespondSpec respond,
    @Schema("What the backend sees as host and path. Replaces the one in spec.defaults.")
        @Nullable RewriteSpec rewrite,
    @Schema(
            "Edits to the request before it goes to the backend. Replaces the one in"
                + " spec.defaults.")
        @Nullable EditSpec request,
    @Schema(
            "Edits to the response before it goes to the client. Replaces the one in"
                + " spec.defaults.")
        @Nullable EditSpec response,
    @Schema("How long the request may take. Replaces the one in spec.defaults.")
        @Nullable TimeoutsSpec timeouts,
    @Schema("When a request is tried again. Replaces the one in spec.defaults.")
        @Nullable RetrySpec retry,
    @Schema("Spares a Service that fails. Replaces the one in spec.defaults.")
        @Nullable CircuitBreakerSpec circuitBreaker,
    @Schema(
            "How much a Service gets of each data plane at a time. Replaces the one in"
                + " spec.defaults.")
        @Nullable ConcurrencySpec concurrency,
    @Schema("Which endpoint gets the next request. Replaces the one in spec.defaults.")
        @Nullable LoadBalancerSpec loadBalancer,
    @Schema("How endpoints that do not work are found out. Replaces the one in spec.defaults.")
        @Nullable HealthSpec health,
    @Schema(
            "What answers when the backends do not: no endpoint, no connection, an open circuit, a"
                + " timeout. Replaces the one in spec.defaults.")
        @Nullable FallbackSpec fallback,
    @Schema(
            "A second request when the first takes long, of GET, HEAD and OPTIONS without a body"
                + " only. Replaces the one in spec.defaults.")
        @Nullable HedgeSpec hedge,
    @Schema(
            "Failures on purpose, to see how clients bear them. Replaces the one in"
                + " spec.defaults.")
        @Nullable FaultsSpec faults,
    @Schema(
            "Which pages of other origins may call; preflights are answered by the gateway, also"
                + " where no match names OPTIONS. Replaces the one in spec.defaults.")
        @Nullable CorsSpec cors,
    @Schema(
            value =
                "Services that get copies of the requests, and whose answers nobody waits for. An"
                    + " empty list: none. Replaces the one in spec.defaults.",
            max = 4)
        @Nullable List<MirrorSpec> mirror,
    @Schema("Which client addresses may ask. Replaces the one in spec.defaults.")
        @Nullable AccessSpec access,
    @Schema("How much clients may send. Replaces the one in spec.defaults.")
        @Nullable LimitsSpec limits,
    @Schema("What requests must be like. Replaces the one in spec.defaults.")
        @Nullable ValidateSpec validate) {

  public RuleSpec {
    matches = Lists.copy(matches);
    backends = Lists.copy(backends);
    mirror = mirror == null ? null : Lists.copy(mirror);
  }
}

package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.operator.compile.action.BackendsCompiler;
import dev.sluice.operator.compile.action.FallbackCompiler;
import dev.sluice.operator.compile.action.RedirectCompiler;
import dev.sluice.operator.compile.action.RespondCompiler;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.access.AccessCompiler;
import dev.sluice.operator.compile.filter.cors.CorsCompiler;
import dev.sluice.operator.compile.filter.faults.FaultsCompiler;
import dev.sluice.operator.compile.filter.limits.LimitsCompiler;
import dev.sluice.operator.compile.filter.mirror.MirrorCompiler;
import dev.sluice.operator.compile.filter.request.RequestEditCompiler;
import dev.sluice.operator.compile.filter.response.ResponseEditCompiler;
import dev.sluice.operator.compile.filter.rewrite.RewriteCompiler;
import dev.sluice.operator.compile.filter.validate.ValidateCompiler;
import dev.sluice.operator.compile.match.MatchCompiler;
import dev.sluice.operator.compile.upstream.ForwardingCompiler;
import dev.sluice.operator.compile.upstream.TimeoutsCompiler;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule: matches, filters, action, in this order. A rule with anything wrong keeps its matches
 * and answers 500.
 */
final class RuleCompiler {
  private final Place place;
  private final RuleSpec spec;
  private final Blocks blocks;
  private final RuleLimits limits;
  private final References references;
  private final List<Problem> problems = new ArrayList<>();

  /** Why what was to keep requests out is missing; null: it is not. */
  private @Nullable Problem unprotected;

  private RuleCompiler(
      Place place,
      RuleSpec spec,
      @Nullable DefaultsSpec defaults,
      RuleLimits limits,
      References references) {
    this.place = place;
    this.spec = spec;
    this.blocks = new Blocks(place, spec, defaults);
    this.limits = limits;
    this.references = references;
  }

  /**
   * No value is a rule that is left out, as nothing says which requests it means.
   *
   * @param found what is wrong with the rule already
   */
  static Compiled<Optional<Rule>> compile(
      Place place,
      RuleSpec spec,
      @Nullable DefaultsSpec defaults,
      RuleLimits limits,
      References references,
      List<Problem> found) {
    RuleCompiler compiler = new RuleCompiler(place, spec, defaults, limits, references);
    compiler.problems.addAll(found);
    Optional<Rule> rule = Optional.ofNullable(compiler.rule());
    return new Compiled<>(rule, compiler.problems);
  }

  private @Nullable Rule rule() {
    Compiled<List<RequestMatch>> matches = MatchCompiler.compile(place, spec.matches());
    problems.addAll(matches.problems());
    if (matches.value().isEmpty()) {
      return null;
    }
    List<FilterConfig> filters = List.of();
    @Nullable Action action = null;
    Timeouts timeouts = Timeouts.DEFAULT;
    // What is built on a broken match could only be reported wrongly.
    if (matches.problems().isEmpty()) {
      Captured captured = Captured.of(matches.value());
      filters = filters(captured);
      timeouts = timeouts();
      action = action(captured);
    }
    @Nullable Problem first =
        problems.stream()
            .filter(
                p ->
                    p.reason().aboutRoute()
                        || p.reason() == Problem.Reason.INVALID_POLICY
                        || p == unprotected)
            .findFirst()
            .orElse(null);
    if (first != null || action == null) {
      return new Rule(
          place.rule(),
          matches.value(),
          List.of(),
          new Broken(first == null ? "no action" : first.field() + ": " + first.message()),
          Timeouts.DEFAULT);
    }
    return new Rule(place.rule(), matches.value(), filters, action, timeouts);
  }

  private @Nullable Action action(Captured captured) {
    int actions =
        (spec.backends().isEmpty() ? 0 : 1)
            + (spec.redirect() == null ? 0 : 1)
            + (spec.respond() == null ? 0 : 1);
    if (actions != 1) {
      problems.add(
          place.invalid(
              "a rule has exactly one action: write one of backends, redirect and respond"));
      return null;
    }
    if (!spec.backends().isEmpty()) {
      return proxy(captured);
    }
    if (Stream.of(
            spec.rewrite(),
            spec.request(),
            spec.timeouts(),
            spec.retry(),
            spec.circuitBreaker(),
            spec.concurrency(),
            spec.loadBalancer(),
            spec.health(),
            spec.fallback(),
            spec.hedge(),
            spec.mirror())
        .anyMatch(Objects::nonNull)) {
      problems.add(
          place.invalid(
              "only what goes to backends can have rewrite, request, timeouts, retry,"
                  + " circuitBreaker, concurrency, loadBalancer, health, fallback, hedge and mirror:"
                  + " for a redirect write redirect.hostname and redirect.path instead, for respond"
                  + " leave them out"));
    }
    if (spec.redirect() != null) {
      return RedirectCompiler.compile(place.in("redirect"), spec.redirect(), captured, problems);
    }
    return spec.respond() == null
        ? null
        : RespondCompiler.compile(place.in("respond"), spec.respond(), captured, problems);
  }

  private @Nullable Action proxy(Captured captured) {
    @Nullable Forwarding forwarding = ForwardingCompiler.compile(blocks, problems);
    @Nullable Fallback fallback =
        blocks.block(
            "fallback",
            RuleSpec::fallback,
            DefaultsSpec::fallback,
            (at, b) -> FallbackCompiler.compile(at, b, captured, references, problems));
    return BackendsCompiler.compile(
        place, spec.backends(), forwarding, fallback, captured, references, problems);
  }

  private List<FilterConfig> filters(Captured captured) {
    List<FilterConfig> filters = new ArrayList<>();
    filters.add(
        blocks.block(
            "access",
            RuleSpec::access,
            DefaultsSpec::access,
            (at, b) -> AccessCompiler.compile(at, b, problems)));
    filters.add(
        blocks.block(
            "cors",
            RuleSpec::cors,
            DefaultsSpec::cors,
            (at, b) -> CorsCompiler.compile(at, b, problems)));
    filters.addAll(limits.filters(place, captured, problems));
    @Nullable List<FilterConfig> sizes =
        blocks.block(
            "limits",
            RuleSpec::limits,
            DefaultsSpec::limits,
            (at, b) -> LimitsCompiler.compile(at, b, problems));
    if (sizes != null) {
      filters.addAll(sizes);
    }
    filters.add(
        blocks.block(
            "validate",
            RuleSpec::validate,
            DefaultsSpec::validate,
            (at, b) -> protecting(found -> ValidateCompiler.compile(at, b, references, found))));
    if (!spec.backends().isEmpty()) {
      filters.add(
          blocks.block(
              "rewrite",
              RuleSpec::rewrite,
              DefaultsSpec::rewrite,
              (at, b) -> RewriteCompiler.compile(at, b, captured, problems)));
      filters.add(
          blocks.block(
              "request",
              RuleSpec::request,
              DefaultsSpec::request,
              (at, b) -> RequestEditCompiler.compile(at, b, captured, problems)));
      filters.add(
          blocks.block(
              "mirror",
              RuleSpec::mirror,
              DefaultsSpec::mirror,
              (at, b) -> MirrorCompiler.compile(at, b, references, problems)));
    }
    filters.add(
        blocks.block(
            "response",
            RuleSpec::response,
            DefaultsSpec::response,
            (at, b) -> ResponseEditCompiler.compile(at, b, captured, problems)));
    filters.add(
        blocks.block(
            "faults",
            RuleSpec::faults,
            DefaultsSpec::faults,
            (at, b) -> FaultsCompiler.compile(at, b, problems)));
    return filters.stream().filter(Objects::nonNull).toList();
  }

  /** What keeps requests out: where that cannot be made, none may pass. */
  private @Nullable FilterConfig protecting(
      Function<List<Problem>, @Nullable FilterConfig> compile) {
    List<Problem> found = new ArrayList<>();
    @Nullable FilterConfig filter = compile.apply(found);
    problems.addAll(found);
    if (filter == null && unprotected == null) {
      unprotected = found.get(0);
    }
    return filter;
  }

  private Timeouts timeouts() {
    @Nullable Timeouts timeouts =
        blocks.block(
            "timeouts",
            RuleSpec::timeouts,
            DefaultsSpec::timeouts,
            (at, b) -> TimeoutsCompiler.compile(at, b, problems));
    return timeouts == null ? Timeouts.DEFAULT : timeouts;
  }
}

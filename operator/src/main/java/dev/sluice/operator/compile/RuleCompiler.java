package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.AccessSpec;
import dev.sluice.crds.v1alpha1.CorsSpec;
import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.EditSpec;
import dev.sluice.crds.v1alpha1.FallbackSpec;
import dev.sluice.crds.v1alpha1.FaultsSpec;
import dev.sluice.crds.v1alpha1.LimitsSpec;
import dev.sluice.crds.v1alpha1.MirrorSpec;
import dev.sluice.crds.v1alpha1.RewriteSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.TimeoutsSpec;
import dev.sluice.crds.v1alpha1.ValidateSpec;
import dev.sluice.operator.compile.Blocks.Block;
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
  private final RuleLimits policies;
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
    this.policies = limits;
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
    @Nullable Problem first = fatal();
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

  /** The first problem that the rule answers 500 for; null: there is none. */
  private @Nullable Problem fatal() {
    for (Problem p : problems) {
      if (p.reason().aboutRoute()
          || p.reason() == Problem.Reason.INVALID_POLICY
          || p == unprotected) {
        return p;
      }
    }
    return null;
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
    @Nullable Block<FallbackSpec> written =
        blocks.block("fallback", spec.fallback(), blocks.defaults().fallback());
    @Nullable Fallback fallback =
        written == null
            ? null
            : FallbackCompiler.compile(
                written.place(), written.spec(), captured, references, problems);
    return BackendsCompiler.compile(
        place, spec.backends(), forwarding, fallback, captured, references, problems);
  }

  private List<FilterConfig> filters(Captured captured) {
    DefaultsSpec shared = blocks.defaults();
    List<@Nullable FilterConfig> filters = new ArrayList<>();
    @Nullable Block<AccessSpec> access = blocks.block("access", spec.access(), shared.access());
    if (access != null) {
      filters.add(AccessCompiler.compile(access.place(), access.spec(), problems));
    }
    @Nullable Block<CorsSpec> cors = blocks.block("cors", spec.cors(), shared.cors());
    if (cors != null) {
      filters.add(CorsCompiler.compile(cors.place(), cors.spec(), problems));
    }
    filters.addAll(policies.filters(place, captured, problems));
    @Nullable Block<LimitsSpec> limits = blocks.block("limits", spec.limits(), shared.limits());
    if (limits != null) {
      filters.addAll(LimitsCompiler.compile(limits.place(), limits.spec(), problems));
    }
    @Nullable Block<ValidateSpec> validate =
        blocks.block("validate", spec.validate(), shared.validate());
    if (validate != null) {
      filters.add(protecting(validate));
    }
    if (!spec.backends().isEmpty()) {
      addEdits(filters, captured);
    }
    @Nullable Block<EditSpec> response =
        blocks.block("response", spec.response(), shared.response());
    if (response != null) {
      filters.add(
          ResponseEditCompiler.compile(response.place(), response.spec(), captured, problems));
    }
    @Nullable Block<FaultsSpec> faults = blocks.block("faults", spec.faults(), shared.faults());
    if (faults != null) {
      filters.add(FaultsCompiler.compile(faults.place(), faults.spec(), problems));
    }
    filters.removeIf(Objects::isNull);
    return List.copyOf(filters);
  }

  /** Those of what goes to backends. */
  private void addEdits(List<@Nullable FilterConfig> filters, Captured captured) {
    DefaultsSpec shared = blocks.defaults();
    @Nullable Block<RewriteSpec> rewrite =
        blocks.block("rewrite", spec.rewrite(), shared.rewrite());
    if (rewrite != null) {
      filters.add(RewriteCompiler.compile(rewrite.place(), rewrite.spec(), captured, problems));
    }
    @Nullable Block<EditSpec> request = blocks.block("request", spec.request(), shared.request());
    if (request != null) {
      filters.add(RequestEditCompiler.compile(request.place(), request.spec(), captured, problems));
    }
    @Nullable Block<List<MirrorSpec>> mirror =
        blocks.block("mirror", spec.mirror(), shared.mirror());
    if (mirror != null) {
      filters.add(MirrorCompiler.compile(mirror.place(), mirror.spec(), references, problems));
    }
  }

  /** What keeps requests out: where that cannot be made, none may pass. */
  private @Nullable FilterConfig protecting(Block<ValidateSpec> validate) {
    List<Problem> found = new ArrayList<>();
    @Nullable FilterConfig filter =
        ValidateCompiler.compile(validate.place(), validate.spec(), references, found);
    problems.addAll(found);
    if (filter == null && unprotected == null) {
      unprotected = found.get(0);
    }
    return filter;
  }

  private Timeouts timeouts() {
    @Nullable Block<TimeoutsSpec> timeouts =
        blocks.block("timeouts", spec.timeouts(), blocks.defaults().timeouts());
    return timeouts == null
        ? Timeouts.DEFAULT
        : TimeoutsCompiler.compile(timeouts.place(), timeouts.spec(), problems);
  }
}

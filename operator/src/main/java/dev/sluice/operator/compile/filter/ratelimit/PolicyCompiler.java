package dev.sluice.operator.compile.filter.ratelimit;

import dev.sluice.crds.v1alpha1.LimitSpec;
import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.RefusalSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.LimitPolicy.Counting;
import dev.sluice.snapshot.filter.LimitPolicy.LimitHeaders;
import dev.sluice.snapshot.filter.LimitPolicy.OnStoreFailure;
import dev.sluice.snapshot.filter.LimitPolicy.Refusal;
import dev.sluice.snapshot.filter.LimitPolicy.Scope;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.id.RouteId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One policy. What the schema refuses is looked at again: an object may be older than its schema,
 * and a limit that is not understood must not be dropped in silence.
 */
public final class PolicyCompiler {
  private static final String TEXT = "text/plain; charset=utf-8";

  private PolicyCompiler() {}

  public static CompiledPolicy compile(WatchedPolicy policy) {
    RateLimitPolicySpec spec = policy.spec();
    // A place is named by route and rule; here the object is the policy.
    Place place = new Place(new RouteId(policy.id().namespace(), policy.id().name()), "", "spec");
    List<Problem> problems = new ArrayList<>();
    target(place, spec, problems);
    List<Limit> limits = limits(place, spec.limits(), problems);
    Phase phase =
        word(
                    place.in("phase"),
                    spec.phase(),
                    List.of("AfterAuthentication", "BeforeAuthentication"),
                    problems)
                .equals("BeforeAuthentication")
            ? Phase.LIMIT_BEFORE_AUTHENTICATION
            : Phase.LIMIT;
    Scope scope =
        Scope.valueOf(constant(place.in("scope"), spec.scope(), problems, "Local", "Global"));
    Counting counting =
        Counting.valueOf(
            constant(place.in("counting"), spec.counting(), problems, "Exact", "Leased"));
    OnStoreFailure failure =
        OnStoreFailure.valueOf(
            constant(
                place.in("onStoreFailure"),
                spec.onStoreFailure(),
                problems,
                "Local",
                "Allow",
                "Deny"));
    LimitHeaders headers =
        LimitHeaders.valueOf(
            constant(place.in("headers"), spec.headers(), problems, "Draft", "Legacy", "None"));
    if (scope == Scope.LOCAL && counting == Counting.LEASED) {
      problems.add(
          place
              .in("counting")
              .invalid("Leased is about the shared count: write scope: Global, or leave it out"));
    }
    Refusal refusal = refusal(place.in("response"), spec.response(), problems);
    boolean dryRun = Boolean.TRUE.equals(spec.dryRun());
    @Nullable LimitPolicy compiled =
        problems.isEmpty() && policy.flaw() == null
            ? new LimitPolicy(
                policy.id().toString(),
                policy.generation(),
                scope,
                counting,
                limits,
                failure,
                headers,
                refusal,
                dryRun)
            : null;
    return new CompiledPolicy(
        policy, phase, dryRun, compiled, captures(limits), told(place, policy.flaw(), problems));
  }

  /**
   * What is left of a refused policy has problems of its own, and none that its author has made.
   */
  private static List<Problem> told(
      Place place, WatchedPolicy.@Nullable Flaw flaw, List<Problem> problems) {
    return flaw == null
        ? problems
        : List.of(new Place(place.route(), "", flaw.field()).invalid(flaw.message()));
  }

  private static void target(Place place, RateLimitPolicySpec spec, List<Problem> problems) {
    int ways =
        (spec.targetRefs().isEmpty() ? 0 : 1)
            + (spec.selector() == null ? 0 : 1)
            + (spec.precedence() == null ? 0 : 1);
    if (ways != 1) {
      problems.add(
          place.invalid(
              "a policy has exactly one of targetRefs, selector and precedence, such as targetRefs:"
                  + " [{name: shop}]"));
    }
    if (spec.selector() != null && spec.selector().matchLabels().isEmpty()) {
      problems.add(place.in("selector").invalid("a selector has at least one label"));
    }
    if (spec.precedence() != null) {
      var unused =
          word(place.in("precedence"), spec.precedence(), List.of("Default", "Override"), problems);
    }
  }

  private static List<Limit> limits(Place place, List<LimitSpec> specs, List<Problem> problems) {
    if (specs.isEmpty()) {
      problems.add(place.in("limits").invalid("a policy needs at least one limit"));
    }
    List<Limit> limits = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < specs.size(); i++) {
      Place at = place.in("limits", i);
      @Nullable Limit limit = LimitCompiler.compile(at, specs.get(i), problems);
      if (limit != null && !names.add(limit.name())) {
        problems.add(at.in("name").invalid("an earlier limit is named '" + limit.name() + "' too"));
      } else if (limit != null) {
        limits.add(limit);
      }
    }
    return limits;
  }

  private static Refusal refusal(Place place, @Nullable RefusalSpec spec, List<Problem> problems) {
    if (spec == null) {
      return new Refusal(429, "", TEXT);
    }
    int status = spec.status() == null ? 429 : spec.status();
    if (status < 400 || status > 599) {
      problems.add(place.in("status").invalid("a refusal has a status from 400 to 599"));
      return new Refusal(429, "", TEXT);
    }
    String type = spec.contentType() == null ? TEXT : spec.contentType();
    if (type.chars().anyMatch(c -> c < ' ' || c > '~')) {
      problems.add(place.in("contentType").invalid("write a media type, such as text/plain"));
      type = TEXT;
    }
    return new Refusal(status, spec.body() == null ? "" : spec.body(), type);
  }

  private static String constant(
      Place place, @Nullable String text, List<Problem> problems, String... words) {
    return word(place, text, List.of(words), problems).toUpperCase(Locale.ROOT);
  }

  /** One of these words; the first where there is none, or another. */
  private static String word(
      Place place, @Nullable String text, List<String> words, List<Problem> problems) {
    if (text == null || words.contains(text)) {
      return text == null ? words.get(0) : text;
    }
    problems.add(place.invalid("'" + text + "' is none of " + String.join(", ", words)));
    return words.get(0);
  }

  private static Set<String> captures(List<Limit> limits) {
    Set<String> names = new HashSet<>();
    for (Limit limit : limits) {
      for (LimitKey part : limit.key()) {
        if (part instanceof LimitKey.PathCapture capture) {
          names.add(capture.name());
        }
      }
    }
    return names;
  }
}

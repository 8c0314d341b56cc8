package dev.sluice.operator.compile.match;

import dev.sluice.crds.v1alpha1.MatchSpec;
import dev.sluice.crds.v1alpha1.ValueMatchSpec;
import dev.sluice.operator.compile.Compiled;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Matches of one rule. A rule whose matches are wrong answers 500, and to do so it must still
 * match: a part that cannot be understood becomes the narrowest match that surely covers what it
 * may have meant, so that its requests do not go on to another rule.
 */
public final class MatchCompiler {
  private static final RequestMatch ANY =
      new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());

  private MatchCompiler() {}

  /**
   * The matches of a rule; none where nothing says which requests are meant.
   *
   * @param rule the place of the rule
   */
  public static Compiled<List<RequestMatch>> compile(Place rule, List<MatchSpec> specs) {
    if (specs.isEmpty()) {
      return new Compiled<>(List.of(ANY), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    List<RequestMatch> matches = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      RequestMatch match = match(rule.in("matches", i), specs.get(i), problems);
      if (match != null) {
        matches.add(match);
      }
    }
    return new Compiled<>(List.copyOf(matches), problems);
  }

  /** One match; null where nothing says which requests are meant. */
  public static @Nullable RequestMatch match(Place place, MatchSpec spec, List<Problem> problems) {
    Compiled<Optional<PathMatch>> path = PathCompiler.compile(place.in("path"), spec.path());
    problems.addAll(path.problems());
    List<String> methods = methods(place, spec.methods(), problems);
    List<NamedMatch> headers = named(place, "headers", spec.headers(), problems);
    List<NamedMatch> query = named(place, "query", spec.query(), problems);
    List<NamedMatch> cookies = named(place, "cookies", spec.cookies(), problems);
    @Nullable List<String> source = source(place, spec.source(), problems);
    return path.value()
        .map(p -> new RequestMatch(p, methods, headers, query, cookies, source))
        .orElse(null);
  }

  private static List<String> methods(Place place, List<String> specs, List<Problem> problems) {
    if (specs.isEmpty()) {
      return List.of();
    }
    List<String> methods = new ArrayList<>(specs.size());
    for (int i = 0; i < specs.size(); i++) {
      String method = specs.get(i);
      if (!Names.token(method) || !method.equals(method.toUpperCase(Locale.ROOT))) {
        problems.add(
            place
                .in("methods", i)
                .invalid("'" + method + "' is no method; write it in capitals, such as GET"));
      }
      methods.add(method.toUpperCase(Locale.ROOT));
    }
    return List.copyOf(methods.size() == 1 ? methods : new TreeSet<>(methods));
  }

  /** Null where every address is meant, or may be. */
  private static @Nullable List<String> source(
      Place place, List<String> specs, List<Problem> problems) {
    if (specs.isEmpty()) {
      return null;
    }
    int before = problems.size();
    List<String> ranges = Ranges.of(place, "source", specs, problems);
    return problems.size() > before ? null : ranges;
  }

  private static List<NamedMatch> named(
      Place place, String list, List<ValueMatchSpec> specs, List<Problem> problems) {
    if (specs.isEmpty()) {
      return List.of();
    }
    boolean header = list.equals("headers");
    List<NamedMatch> matches = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < specs.size(); i++) {
      Place at = place.in(list, i);
      @Nullable NamedMatch match = one(at, specs.get(i), header, problems);
      if (match == null) {
        continue;
      }
      if (!names.add(match.name())) {
        problems.add(
            at.in("name")
                .invalid(
                    "'" + match.name() + "' stands in the list twice; one regex can say both"));
      }
      matches.add(match);
    }
    return matches;
  }

  /** A condition on one header; null, and a problem, where it has no name. */
  public static @Nullable NamedMatch header(
      Place place, ValueMatchSpec spec, List<Problem> problems) {
    return one(place, spec, true, problems);
  }

  private static @Nullable NamedMatch one(
      Place at, ValueMatchSpec spec, boolean header, List<Problem> problems) {
    @Nullable String written = spec.name();
    if (written == null || written.isEmpty()) {
      problems.add(at.in("name").invalid("a match needs a name, such as x-beta"));
      return null;
    }
    if (header && !Names.token(written)) {
      problems.add(
          at.in("name").invalid("'" + written + "' is no header name; write one such as x-beta"));
    }
    return new NamedMatch(
        header ? written.toLowerCase(Locale.ROOT) : written, value(at, spec, problems));
  }

  private static ValueMatch value(Place at, ValueMatchSpec spec, List<Problem> problems) {
    int set =
        (spec.exact() == null ? 0 : 1)
            + (spec.regex() == null ? 0 : 1)
            + (spec.present() == null ? 0 : 1);
    if (set != 1) {
      problems.add(
          at.invalid("beside its name a match has exactly one of exact, regex and present"));
    }
    if (spec.exact() != null) {
      return new ValueMatch.Exact(spec.exact());
    }
    if (spec.regex() != null) {
      String error = Regex.error(spec.regex());
      if (error != null) {
        problems.add(at.in("regex").invalid(error));
        return new ValueMatch.Present(true);
      }
      return new ValueMatch.Regex(spec.regex());
    }
    return new ValueMatch.Present(spec.present() == null || spec.present());
  }
}

package dev.sluice.operator.compile.match;

import com.google.re2j.Pattern;
import dev.sluice.crds.v1alpha1.PathSpec;
import dev.sluice.operator.compile.Compiled;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathNormalizer;
import dev.sluice.snapshot.match.PathTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The path of one match. */
final class PathCompiler {
  private static final Pattern DOT_SEGMENT = Pattern.compile("/([.]|%2[eE])([.]|%2[eE])?(/|$)");

  private PathCompiler() {}

  /** Nothing where it is not said which paths are meant: to take all would be to take too much. */
  static Compiled<Optional<PathMatch>> compile(Place place, @Nullable PathSpec spec) {
    if (spec == null) {
      return new Compiled<>(Optional.of(PathMatch.ANY), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    int set =
        (spec.exact() == null ? 0 : 1)
            + (spec.prefix() == null ? 0 : 1)
            + (spec.template() == null ? 0 : 1)
            + (spec.regex() == null ? 0 : 1);
    if (set != 1) {
      problems.add(
          place.invalid(
              "a path is exactly one of exact, prefix, template and regex, such as"
                  + " path: {prefix: /cart}"));
    }
    @Nullable PathMatch path = null;
    if (spec.exact() != null) {
      path = new PathMatch.Exact(literal(place.in("exact"), spec.exact(), problems));
    } else if (spec.prefix() != null) {
      path = new PathMatch.Prefix(literal(place.in("prefix"), spec.prefix(), problems));
    } else if (spec.template() != null) {
      path = template(place.in("template"), spec.template(), problems);
    } else if (spec.regex() != null) {
      path = regex(place.in("regex"), spec.regex(), problems);
    }
    return new Compiled<>(Optional.ofNullable(path), problems);
  }

  private static String literal(Place place, String text, List<Problem> problems) {
    if (text.startsWith("/") && plain(text)) {
      return asRequested(place, text, problems);
    }
    problems.add(
        place.invalid(
            "'"
                + text
                + "' is no path; write one that starts with '/' and has no query, fragment, space"
                + " or braces, such as /cart"));
    return text.startsWith("/") ? text : "/" + text;
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '?' || c == '#' || c == '{' || c <= ' ') {
        return false;
      }
    }
    return true;
  }

  /** The path as requests have it when they are matched: normalised by the same decision. */
  private static String asRequested(Place place, String text, List<Problem> problems) {
    @Nullable String normal = PathNormalizer.normalise(text);
    if (normal == null) {
      problems.add(
          place.invalid(
              "no request has the path '"
                  + text
                  + "': a request with a backslash, a quote, an angle bracket, a control character,"
                  + " a % without two hex digits, or with a '..' that climbs above the root or hides"
                  + " behind %2F or ';' is refused; write one that can come, such as /cart"));
      return text;
    }
    if (!normal.equals(text) && DOT_SEGMENT.matcher(text).find()) {
      problems.add(
          place.invalid(
              "no request has the path '"
                  + text
                  + "' when it is matched: its '.' and '..' are resolved before; write "
                  + normal));
    }
    return normal;
  }

  private static PathMatch template(Place place, String text, List<Problem> problems) {
    try {
      PathTemplate written = PathTemplate.parse(text);
      String normal = asRequested(place, text, problems);
      return new PathMatch.Template(normal.equals(text) ? written : PathTemplate.parse(normal));
    } catch (IllegalArgumentException e) {
      problems.add(place.invalid(e.getMessage() + "; write a template such as /users/{id}"));
      int brace = text.indexOf('{');
      return under(List.of(brace < 0 ? text : text.substring(0, brace)));
    }
  }

  private static PathMatch regex(Place place, String text, List<Problem> problems) {
    @Nullable String error = Regex.error(text);
    if (error == null) {
      return new PathMatch.Regex(text);
    }
    problems.add(place.invalid(error));
    return under(Regex.literalPrefixes(text));
  }

  /**
   * Every path that begins so, at the rank of a regex, where the broken match would have stood; or,
   * where one may begin with anything, every path at the lowest rank, so that the siblings which
   * say more are served.
   */
  private static PathMatch under(List<String> literals) {
    if (!literals.stream().allMatch(l -> l.length() > 1 && l.startsWith("/"))) {
      return PathMatch.ANY;
    }
    return new PathMatch.Regex(
        literals.stream().map(l -> Pattern.quote(l) + ".*").collect(Collectors.joining("|")));
  }
}

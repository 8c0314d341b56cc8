package dev.sluice.operator.compile.filter;

import dev.sluice.crds.v1alpha1.PathRewriteSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.ValueTemplate;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A new path, for rewrites and redirects alike. */
public final class PathRewriteCompiler {
  private static final Pattern CAPTURE =
      Pattern.compile("(?<!\\{)\\{(?:path\\.)?([A-Za-z0-9_-]+)\\}");

  private PathRewriteCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable PathRewrite compile(
      Place place, PathRewriteSpec spec, Captured captured, List<Problem> problems) {
    int set =
        (spec.prefix() == null ? 0 : 1)
            + (spec.full() == null ? 0 : 1)
            + (spec.template() == null ? 0 : 1);
    if (set != 1) {
      problems.add(
          place.invalid(
              "a new path is exactly one of prefix, full and template, such as"
                  + " path: {prefix: /v2}"));
      return null;
    }
    if (spec.prefix() != null) {
      return prefix(place.in("prefix"), spec.prefix(), captured, problems);
    }
    if (spec.full() != null) {
      return absolute(place.in("full"), spec.full(), problems)
          ? new PathRewrite.Full(spec.full())
          : null;
    }
    String template = spec.template() == null ? "" : spec.template();
    return template(place.in("template"), template, captured, problems);
  }

  private static @Nullable PathRewrite prefix(
      Place place, String text, Captured captured, List<Problem> problems) {
    if (!captured.prefixes()) {
      problems.add(
          place.invalid(
              "it replaces the prefix that was matched: give each match of the rule a path:"
                  + " {prefix: ...}, or write full or template instead"));
      return null;
    }
    return absolute(place, text, problems) ? new PathRewrite.Prefix(text) : null;
  }

  private static @Nullable PathRewrite template(
      Place place, String text, Captured captured, List<Problem> problems) {
    if (!absolute(place, text, problems)) {
      return null;
    }
    // A capture is written {id} as in the match; the snapshot knows it by its full name.
    @Nullable ValueTemplate value =
        Values.parse(place, CAPTURE.matcher(text).replaceAll("{path.$1}"), captured, problems);
    return value == null ? null : new PathRewrite.Template(value);
  }

  private static boolean absolute(Place place, String text, List<Problem> problems) {
    if (text.startsWith("/") && text.chars().noneMatch(c -> c == '?' || c == '#' || c <= ' ')) {
      return true;
    }
    problems.add(
        place.invalid(
            "'"
                + text
                + "' is no path; write one that starts with '/' and has no query, fragment or"
                + " space, such as /cart"));
    return false;
  }
}

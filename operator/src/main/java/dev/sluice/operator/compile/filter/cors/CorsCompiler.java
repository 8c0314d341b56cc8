package dev.sluice.operator.compile.filter.cors;

import dev.sluice.crds.v1alpha1.CorsSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.OriginPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compiles {@code cors}. */
public final class CorsCompiler {
  private static final Pattern METHOD = Pattern.compile("[A-Z][-A-Z0-9_]*|[*]");

  /** What a page may do without asking (Fetch standard, "CORS-safelisted method"). */
  private static final List<String> USUAL = List.of("GET", "HEAD", "POST");

  /** Gateway API, HTTPCORSFilter: maxAge. */
  private static final long USUAL_AGE_MILLIS = 5_000;

  private CorsCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Cors compile(Place place, CorsSpec spec, List<Problem> problems) {
    int before = problems.size();
    List<OriginPattern> origins = origins(place, spec.origins(), problems);
    List<String> methods = methods(place, spec.methods(), problems);
    List<String> headers = headers(place, "headers", spec.headers(), problems);
    List<String> expose = headers(place, "expose", spec.expose(), problems);
    boolean credentials = spec.credentials() != null && spec.credentials();
    if (credentials && origins.stream().anyMatch(OriginPattern::every)) {
      problems.add(
          place
              .in("credentials")
              .invalid(
                  "with credentials every website could act as your user: name the origins, such"
                      + " as https://app.example.com or https://*.example.com, or leave credentials"
                      + " out"));
    }
    if (credentials && expose.contains(Cors.EVERY)) {
      problems.add(
          place
              .in("expose")
              .invalid(
                  "with credentials browsers take * for the name of a header: name those to"
                      + " expose"));
    }
    long age = Durations.millis(place.in("maxAge"), spec.maxAge(), USUAL_AGE_MILLIS, problems);
    return problems.size() > before
        ? null
        : new Cors(origins, methods, headers, expose, credentials, age / 1_000);
  }

  private static List<OriginPattern> origins(
      Place place, List<String> written, List<Problem> problems) {
    if (written.isEmpty()) {
      problems.add(
          place
              .in("origins")
              .invalid(
                  "name at least one origin, such as https://app.example.com; to let no page call"
                      + " leave cors out"));
    }
    Set<OriginPattern> origins = new LinkedHashSet<>();
    for (int i = 0; i < written.size(); i++) {
      try {
        origins.add(OriginPattern.parse(written.get(i)));
      } catch (IllegalArgumentException e) {
        problems.add(place.in("origins", i).invalid(String.valueOf(e.getMessage())));
      }
    }
    return List.copyOf(origins);
  }

  private static List<String> methods(Place place, List<String> written, List<Problem> problems) {
    for (int i = 0; i < written.size(); i++) {
      if (!METHOD.matcher(written.get(i)).matches()) {
        problems.add(
            place
                .in("methods", i)
                .invalid(
                    "'"
                        + written.get(i)
                        + "' is no method; write it in capitals, such as PUT, or * for all"));
      }
    }
    return written.isEmpty() ? USUAL : List.copyOf(new LinkedHashSet<>(written));
  }

  private static List<String> headers(
      Place place, String list, List<String> written, List<Problem> problems) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String name = written.get(i);
      if (!Names.token(name)) {
        problems.add(
            place
                .in(list, i)
                .invalid("'" + name + "' is no header name; write one such as x-tenant"));
      }
      names.add(name.toLowerCase(Locale.ROOT));
    }
    return List.copyOf(new LinkedHashSet<>(names));
  }
}

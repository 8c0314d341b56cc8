package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.OriginPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a browser would make of a rule's {@code cors}, in words. */
final class CorsWords {
  private CorsWords() {}

  /** Whether it is a preflight, which is answered before anything else. */
  static boolean answers(AskedRequest request) {
    return request.method().equals("OPTIONS")
        && request.header("origin") != null
        && request.header("access-control-request-method") != null;
  }

  static List<String> of(Cors cors, AskedRequest request) {
    @Nullable String origin = request.header("origin");
    if (origin == null) {
      return List.of("cors         none: the request has no Origin");
    }
    boolean known =
        cors.origins().stream().anyMatch(o -> o.covers(origin.toLowerCase(Locale.ROOT)));
    boolean preflight = answers(request);
    if (!known) {
      return List.of(
          "cors         "
              + (preflight ? "403: " : "the answer is kept from the page: ")
              + origin
              + " is not among "
              + cors.origins().stream().map(OriginPattern::text).collect(Collectors.joining(", ")));
    }
    if (!preflight) {
      return List.of("cors         pages of " + origin + " may read the answer");
    }
    List<String> lines = new ArrayList<>();
    lines.add("cors         204, here: pages of " + origin + " may use " + methods(cors));
    if (!cors.headers().isEmpty()) {
      lines.add("cors         and set " + String.join(", ", cors.headers()));
    }
    return lines;
  }

  private static String methods(Cors cors) {
    return cors.methods().contains(Cors.EVERY) ? "every method" : String.join(", ", cors.methods());
  }
}

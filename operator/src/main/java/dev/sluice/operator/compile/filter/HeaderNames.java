package dev.sluice.operator.compile.filter;

import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of headers that a route may edit. */
public final class HeaderNames {
  /** They belong to one connection or to the framing of one message (RFC 9110 §7.6.1, RFC 9112). */
  private static final Set<String> OF_THE_HOP =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HeaderNames() {}

  /** In lower case; null, and a problem, where the header is not to be edited. */
  public static @Nullable String check(Place place, @Nullable String name, List<Problem> problems) {
    if (name == null || !Names.token(name)) {
      problems.add(place.invalid("'" + name + "' is no header name; write one such as x-beta"));
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals("host")) {
      problems.add(place.invalid("host is no header to edit; write rewrite.hostname instead"));
      return null;
    }
    if (OF_THE_HOP.contains(lower)) {
      problems.add(
          place.invalid(
              lower
                  + " belongs to one connection and its framing, which the gateway sets itself;"
                  + " leave it out"));
      return null;
    }
    return lower;
  }
}

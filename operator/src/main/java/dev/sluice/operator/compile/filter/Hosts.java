package dev.sluice.operator.compile.filter;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hostnames that a request or a redirect is given. */
public final class Hosts {
  private static final Pattern HOSTNAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private Hosts() {}

  /** Whether a text, in lower case, is a hostname without a wildcard. */
  public static boolean valid(String text) {
    return text.length() <= 253 && HOSTNAME.matcher(text).matches();
  }

  /** In lower case; null, and a problem, where it is no hostname. */
  public static @Nullable String check(Place place, String text, List<Problem> problems) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (valid(lower)) {
      return lower;
    }
    problems.add(
        place.invalid(
            "'"
                + text
                + "' is no hostname; write one without scheme, port, path or wildcard, such as"
                + " shop.example.com"));
    return null;
  }
}

package dev.sluice.operator.compile.filter;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hostnames that a request or a redirect is given. */
public final class Hosts {
  private Hosts() {}

  /**
   * Whether a text, in lower case, is a hostname without a wildcard: labels of letters, digits and
   * '-', which begin and end with a letter or digit (RFC 1123 §2.1).
   */
  public static boolean valid(String text) {
    if (text.isEmpty() || text.length() > 253) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean inside = i > 0 && i < text.length() - 1;
      boolean between = inside && plain(text.charAt(i - 1)) && plain(text.charAt(i + 1));
      if (!(plain(c) || c == '-' && inside || c == '.' && between)) {
        return false;
      }
    }
    return true;
  }

  private static boolean plain(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
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

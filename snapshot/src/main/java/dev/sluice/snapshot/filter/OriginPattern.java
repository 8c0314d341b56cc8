package dev.sluice.snapshot.filter;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which origins (RFC 6454) a text stands for: <code>https://app.example.com</code>, every host
 * below one with <code>https://*.example.com</code>, every port with <code>http://localhost:*
 * </code>, and <code>*</code> for all.
 *
 * @param text as browsers write origins: lower case, without the scheme's usual port; two are equal
 *     when their texts are
 * @param scheme with what follows it, such as {@code https://}; empty for every origin
 * @param host what the host is, or what it ends with where it may be any below
 * @param port with its colon; empty: the scheme's usual one
 */
public record OriginPattern(
    String text, String scheme, boolean below, String host, boolean everyPort, String port) {
  private static final String LABEL = "[a-z0-9_](?:[-a-z0-9_]*[a-z0-9_])?";
  private static final Pattern SHAPE =
      Pattern.compile(
          "([a-z][-a-z0-9+.]*://)([*][.])?("
              + LABEL
              + "(?:[.]"
              + LABEL
              + ")*|\\[[0-9a-f:.]+\\])(?::([0-9]{1,5}|[*]))?");
  private static final String EVERY = "*";

  /**
   * Parses a text.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static OriginPattern parse(String written) {
    if (written.equals(EVERY)) {
      return new OriginPattern(EVERY, "", false, "", false, "");
    }
    Matcher shape = SHAPE.matcher(written.toLowerCase(Locale.ROOT));
    if (!shape.matches() || shape.group(2) != null && shape.group(3).startsWith("[")) {
      throw new IllegalArgumentException(
          "'"
              + written
              + "' is no origin; write a scheme and a host without a path, such as"
              + " https://app.example.com, https://*.example.com or http://localhost:3000; \"*\""
              + " stands for every origin");
    }
    String scheme = shape.group(1);
    String named = shape.group(4);
    boolean everyPort = EVERY.equals(named);
    String port = "";
    if (named != null && !everyPort) {
      int number = Integer.parseInt(named);
      if (number < 1 || number > 65_535) {
        throw new IllegalArgumentException(
            "'" + written + "': " + number + " is no port; write 1 to 65535");
      }
      boolean usual =
          scheme.equals("https://") && number == 443 || scheme.equals("http://") && number == 80;
      port = usual ? "" : ":" + number;
    }
    boolean below = shape.group(2) != null;
    String host = (below ? "." : "") + shape.group(3);
    String text = scheme + (below ? EVERY : "") + host + (everyPort ? ":*" : port);
    return new OriginPattern(text, scheme, below, host, everyPort, port);
  }

  /** Whether it stands for every origin. */
  public boolean every() {
    return text.equals(EVERY);
  }

  /** Whether it stands for this one, which is as browsers write it. */
  public boolean covers(String origin) {
    if (every()) {
      return true;
    }
    if (!below && !everyPort) {
      return text.equals(origin);
    }
    int end = everyPort ? portAt(origin) : origin.length() - port.length();
    int start = scheme.length();
    int hostAt = end - host.length();
    if (hostAt < start || !origin.startsWith(scheme) || !origin.startsWith(host, hostAt)) {
      return false;
    }
    if (!everyPort && !origin.endsWith(port)) {
      return false;
    }
    return below ? hostAt > start && labels(origin, start, hostAt) : hostAt == start;
  }

  /** Where a port begins, with its colon; the length where there is none. */
  private static int portAt(String origin) {
    int at = origin.length();
    while (at > 0 && origin.charAt(at - 1) >= '0' && origin.charAt(at - 1) <= '9') {
      at--;
    }
    boolean named = at < origin.length() && at > 0 && origin.charAt(at - 1) == ':';
    return named ? at - 1 : origin.length();
  }

  /** Only what a host is made of: nothing that could end it early, as a slash would. */
  private static boolean labels(String origin, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = origin.charAt(i);
      boolean fits =
          c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
      if (!fits) {
        return false;
      }
    }
    return origin.charAt(from) != '.';
  }
}

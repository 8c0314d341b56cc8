package dev.sluice.operator.compile;

import java.util.regex.Pattern;

/** What names may look like. */
public final class Names {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

  private static final Pattern SUBDOMAIN =
      Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");

  private Names() {}

  /**
   * Whether a header, a method or a cookie can have the name (RFC 9110 §5.6.2, RFC 6265 §4.1.1).
   */
  public static boolean token(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(lower(c) || c >= 'A' && c <= 'Z' || TOKEN_MARKS.indexOf(c) >= 0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** Whether it is a label of DNS, as the names of rules and limits are (RFC 1123 §2.1). */
  public static boolean label(String name) {
    int last = name.length() - 1;
    if (last < 0 || last > 62) {
      return false;
    }
    for (int i = 0; i <= last; i++) {
      char c = name.charAt(i);
      if (!(lower(c) || c == '-' && i > 0 && i < last)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is a lower-case letter or a digit. */
  private static boolean lower(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  /** Whether an object of Kubernetes can have the name (RFC 1123 §2.1). */
  public static boolean subdomain(String name) {
    return SUBDOMAIN.matcher(name).matches();
  }
}

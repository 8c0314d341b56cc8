package dev.sluice.operator.compile;

import java.util.regex.Pattern;

/** What names may look like. */
public final class Names {
  private static final Pattern TOKEN = Pattern.compile("[-A-Za-z0-9!#$%&'*+.^_`|~]+");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Pattern SUBDOMAIN =
      Pattern.compile("(?=.{1,253}$)" + LABEL.pattern() + "(\\." + LABEL.pattern() + ")*");

  private Names() {}

  /**
   * Whether a header, a method or a cookie can have the name (RFC 9110 §5.6.2, RFC 6265 §4.1.1).
   */
  public static boolean token(String name) {
    return TOKEN.matcher(name).matches();
  }

  /** Whether it is a label of DNS, as the names of rules and limits are (RFC 1123 §2.1). */
  public static boolean label(String name) {
    return LABEL.matcher(name).matches();
  }

  /** Whether an object of Kubernetes can have the name (RFC 1123 §2.1). */
  public static boolean subdomain(String name) {
    return SUBDOMAIN.matcher(name).matches();
  }
}

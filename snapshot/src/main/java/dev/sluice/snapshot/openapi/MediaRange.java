package dev.sluice.snapshot.openapi;

import java.util.Locale;

/**
 * A range of media types, as {@code requestBody.content} names them (RFC 9110 §12.5.1), without
 * parameters.
 *
 * @param text lower case, such as {@code application/json}, {@code image/*}, or {@code *}{@code /*}
 */
record MediaRange(String text) {
  /** Of a range or of a Content-Type: what it says, without parameters, in lower case. */
  static String type(String value) {
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  boolean takes(String type) {
    if (text.endsWith("/*")) {
      return text.equals("*/*") || type.startsWith(text.substring(0, text.length() - 1));
    }
    return text.equals(type);
  }

  /** 0: a single type; the larger, the wider. */
  int width() {
    return text.equals("*/*") ? 2 : text.endsWith("/*") ? 1 : 0;
  }

  static boolean json(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }

  static boolean form(String type) {
    return type.equals("application/x-www-form-urlencoded");
  }
}

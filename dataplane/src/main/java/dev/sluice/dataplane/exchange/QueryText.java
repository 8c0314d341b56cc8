package dev.sluice.dataplane.exchange;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads parameters of a query as forms write them (WHATWG URL, urlencoded parsing). */
final class QueryText {
  private QueryText() {}

  /** The first value of that name, decoded; what does not decode stands for itself. */
  static @Nullable String first(String query, String name) {
    int at = 0;
    while (at <= query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      boolean bare = equals < 0 || equals > end;
      if (decoded(query.substring(at, bare ? end : equals)).equals(name)) {
        return bare ? "" : decoded(query.substring(equals + 1, end));
      }
      at = end + 1;
    }
    return null;
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}

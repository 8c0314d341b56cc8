package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/** Reads a Cookie field (RFC 6265 §4.2.1). */
final class CookieText {
  private CookieText() {}

  /** The value of the first cookie of that name, as it was sent; null: there is none. */
  static @Nullable String value(String all, String name) {
    int at = 0;
    while (at < all.length()) {
      int end = all.indexOf(';', at);
      end = end < 0 ? all.length() : end;
      String pair = all.substring(at, end).trim();
      int equals = pair.indexOf('=');
      if (equals == name.length() && pair.startsWith(name)) {
        return pair.substring(equals + 1);
      }
      at = end + 1;
    }
    return null;
  }
}

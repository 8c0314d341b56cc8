package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.edit.JsonChange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the head says of how the body is written, as whoever reads it will take it. */
final class PlainText {
  private PlainText() {}

  /** Its type; null where that is not said, or more than once. */
  static @Nullable String type(HeaderSection headers) {
    int at = headers.find(HeaderName.CONTENT_TYPE);
    return at < 0 || headers.find(HeaderName.CONTENT_TYPE, at + 1) >= 0
        ? null
        : headers.valueAt(at);
  }

  /** Whether it is in no coding, and in UTF-8. */
  static boolean is(HeaderSection headers, String type) {
    if (JsonChange.coded(headers)) {
      return false;
    }
    String value = type.toLowerCase(Locale.ROOT);
    int charset = value.indexOf("charset=");
    return charset < 0 || value.substring(charset + 8).replace("\"", "").strip().equals("utf-8");
  }
}

package dev.sluice.standalone.command;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers on their way through a rule: of several of one name, all, joined as a match sees them.
 */
final class EditedHeaders {
  private final Map<String, String> values;

  /**
   * @param values by names in lower case
   */
  EditedHeaders(Map<String, String> values) {
    this.values = new HashMap<>(values);
  }

  @Nullable String value(String name) {
    return values.get(name.toLowerCase(Locale.ROOT));
  }

  void remove(String name) {
    values.remove(name.toLowerCase(Locale.ROOT));
  }

  void set(String name, String value) {
    values.put(name.toLowerCase(Locale.ROOT), value);
  }

  void add(String name, String value) {
    values.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
  }
}

package dev.sluice.snapshot.filter;

import java.util.List;

/**
 * Edits of a header section, in this order: remove, set, add.
 *
 * @param set replaces every field of the name by one
 * @param add appends a field
 * @param remove names, lower case
 */
public record HeaderEdits(List<Header> set, List<Header> add, List<String> remove) {
  public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

  public HeaderEdits {
    set = List.copyOf(set);
    add = List.copyOf(add);
    remove = List.copyOf(remove);
  }

  /** One field; the name is lower case. */
  public record Header(String name, ValueTemplate value) {
    public Header {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("header name is empty");
      }
    }
  }
}

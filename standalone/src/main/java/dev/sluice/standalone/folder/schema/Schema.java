package dev.sluice.standalone.folder.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of an {@code openAPIV3Schema}; a view of its map. */
record Schema(Map<String, Object> map) {
  static final Schema NONE = new Schema(Map.of());

  @SuppressWarnings("unchecked")
  static @Nullable Schema of(@Nullable Object node) {
    return node instanceof Map<?, ?> found ? new Schema((Map<String, Object>) found) : null;
  }

  @Nullable Object at(String keyword) {
    return map.get(keyword);
  }

  String text(String keyword) {
    return map.get(keyword) instanceof String s ? s : "";
  }

  boolean flag(String keyword) {
    return Boolean.TRUE.equals(map.get(keyword));
  }

  @Nullable Number number(String keyword) {
    return map.get(keyword) instanceof Number n ? n : null;
  }

  List<?> list(String keyword) {
    return map.get(keyword) instanceof List<?> l ? l : List.of();
  }

  Map<?, ?> properties() {
    return map.get("properties") instanceof Map<?, ?> m ? m : Map.of();
  }

  @Nullable Schema property(Object name) {
    return of(properties().get(name));
  }

  Schema items() {
    Schema items = of(map.get("items"));
    return items == null ? NONE : items;
  }

  @Nullable Schema additional() {
    return of(map.get("additionalProperties"));
  }

  /** Whether it takes fields that it does not name. */
  boolean open() {
    return flag("x-kubernetes-preserve-unknown-fields")
        || Boolean.TRUE.equals(map.get("additionalProperties"))
        || (properties().isEmpty() && additional() == null);
  }
}

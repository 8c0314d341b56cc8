package dev.sluice.standalone.folder.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a schema's defaults into an object, as structural schemas define it: a null counts as
 * nothing, and a default that was put in gets its own defaults.
 */
final class Defaults {
  private Defaults() {}

  static @Nullable Object apply(Schema schema, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return object(schema, map);
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> out = new ArrayList<>();
      list.forEach(item -> out.add(apply(schema.items(), item)));
      return out;
    }
    // Whole numbers are longs, as in CEL, wherever they were read.
    return value instanceof Integer number ? (Object) number.longValue() : value;
  }

  private static Map<String, Object> object(Schema schema, Map<?, ?> map) {
    Map<String, Object> out = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Schema of = schema.property(key);
          if (of == null) {
            of = schema.additional();
          }
          if (value == null && !(of != null && of.flag("nullable"))) {
            return;
          }
          Object made = apply(of == null ? Schema.NONE : of, value);
          if (made != null) {
            out.put((String) key, made);
          }
        });
    schema
        .properties()
        .forEach(
            (name, node) -> {
              Schema of = Schema.of(node);
              Object standard = of == null ? null : of.at("default");
              if (of != null && standard != null && !out.containsKey(name)) {
                Object made = apply(of, standard);
                if (made != null) {
                  out.put((String) name, made);
                }
              }
            });
    return out;
  }
}

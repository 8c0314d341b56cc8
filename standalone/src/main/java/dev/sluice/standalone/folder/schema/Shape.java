package dev.sluice.standalone.folder.schema;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds an object to its schema, all but the CEL rules, in the API server's words where short. */
final class Shape {
  private final Consumer<Flaw> flaws;

  Shape(Consumer<Flaw> flaws) {
    this.flaws = flaws;
  }

  void check(Schema schema, String field, @Nullable Object value) {
    if (schema.flag("x-kubernetes-int-or-string")) {
      if (value instanceof Long || value instanceof String) {
        scalar(schema, field, value);
      } else {
        flaw(field, "must be a number or a text, not " + kind(value));
      }
      return;
    }
    switch (schema.text("type")) {
      case "object" -> object(schema, field, value);
      case "array" -> array(schema, field, value);
      case "string" -> typed(schema, field, value, value instanceof String, "a text");
      case "boolean" -> typed(schema, field, value, value instanceof Boolean, "true or false");
      case "integer" -> typed(schema, field, value, value instanceof Long, "a whole number");
      case "number" -> typed(schema, field, value, value instanceof Number, "a number");
      default -> {
        // No type: anything goes.
      }
    }
  }

  private void typed(
      Schema schema, String field, @Nullable Object value, boolean fits, String wanted) {
    if (fits && value != null) {
      scalar(schema, field, value);
    } else {
      boolean quotable = wanted.equals("a text") && value != null && !(value instanceof Map);
      flaw(
          field,
          "must be "
              + wanted
              + ", not "
              + kind(value)
              + (quotable && !(value instanceof List) ? "; put it in quotes" : ""));
    }
  }

  private void object(Schema schema, String field, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      flaw(field, "must be a map of fields, not " + kind(value));
      return;
    }
    for (Object required : schema.list("required")) {
      if (!map.containsKey(required)) {
        flaw(join(field, required), "Required value");
      }
    }
    Number least = schema.number("minProperties");
    Number most = schema.number("maxProperties");
    if (least != null && map.size() < least.intValue()) {
      flaw(field, "should have at least " + least.intValue() + " properties");
    }
    if (most != null && map.size() > most.intValue()) {
      flaw(field, "must have at most " + most.intValue() + " items, not " + map.size());
    }
    map.forEach(
        (name, inner) -> {
          Schema of = schema.property(name);
          if (of == null) {
            of = schema.additional();
          }
          if (of != null) {
            check(of, join(field, name), inner);
          } else if (!schema.open()) {
            flaw(join(field, name), unknown(join(field, name), name, schema.properties().keySet()));
          }
        });
  }

  private static String unknown(String field, Object name, Set<?> known) {
    String nearest = Nearest.to(name.toString(), known.stream().map(Object::toString).toList());
    return "unknown field \""
        + field
        + "\""
        + (nearest.isEmpty()
            ? "; known here: "
                + known.stream().sorted().map(Object::toString).collect(Collectors.joining(", "))
            : "; did you mean \"" + nearest + "\"?");
  }

  private void array(Schema schema, String field, @Nullable Object value) {
    if (!(value instanceof List<?> list)) {
      flaw(field, "must be a list, not " + kind(value) + "; begin each item with '- '");
      return;
    }
    Number least = schema.number("minItems");
    Number most = schema.number("maxItems");
    if (least != null && list.size() < least.intValue()) {
      flaw(field, "should have at least " + least.intValue() + " items");
    }
    if (most != null && list.size() > most.intValue()) {
      flaw(field, "must have at most " + most.intValue() + " items, not " + list.size());
    }
    Set<Object> seen = new HashSet<>();
    List<?> keys = schema.list("x-kubernetes-list-map-keys");
    boolean set = schema.text("x-kubernetes-list-type").equals("set");
    for (int i = 0; i < list.size(); i++) {
      Object item = list.get(i);
      String place = field + "[" + i + "]";
      check(schema.items(), place, item);
      if (!keys.isEmpty() && item instanceof Map<?, ?> map) {
        List<Object> key = keys.stream().<Object>map(k -> String.valueOf(map.get(k))).toList();
        if (!seen.add(key)) {
          flaw(
              join(place, keys.get(0)),
              "Duplicate value: "
                  + key.stream().map(k -> "\"" + k + "\"").collect(Collectors.joining(", ")));
        }
      } else if (set && item != null && !seen.add(item)) {
        flaw(place, "Duplicate value: \"" + item + "\"");
      }
    }
  }

  private void scalar(Schema schema, String field, Object value) {
    List<?> allowed = schema.list("enum");
    if (!allowed.isEmpty() && allowed.stream().noneMatch(a -> same(a, value))) {
      String all = allowed.stream().map(a -> "\"" + a + "\"").collect(Collectors.joining(", "));
      String shown = value instanceof String ? "\"" + value + "\"" : value.toString();
      flaw(field, "Unsupported value: " + shown + ": supported values: " + all);
    }
    if (value instanceof String text) {
      text(schema, field, text);
    } else if (value instanceof Number number) {
      number(schema, field, new BigDecimal(number.toString()));
    }
  }

  private void text(Schema schema, String field, String text) {
    int length = text.codePointCount(0, text.length());
    Number least = schema.number("minLength");
    Number most = schema.number("maxLength");
    if (least != null && length < least.intValue()) {
      flaw(field, "should be at least " + least.intValue() + " chars long");
    }
    if (most != null && length > most.intValue()) {
      flaw(field, "Too long: may not be more than " + most.intValue() + " bytes");
    }
    String pattern = schema.text("pattern");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      flaw(field, "Invalid value: \"" + text + "\": should match '" + pattern + "'");
    }
  }

  private void number(Schema schema, String field, BigDecimal number) {
    Number least = schema.number("minimum");
    Number most = schema.number("maximum");
    if (least != null && number.compareTo(new BigDecimal(least.toString())) < 0) {
      flaw(field, "should be greater than or equal to " + least.longValue());
    }
    if (most != null && number.compareTo(new BigDecimal(most.toString())) > 0) {
      flaw(field, "should be less than or equal to " + most.longValue());
    }
  }

  private static boolean same(Object allowed, Object value) {
    return allowed instanceof Number a && value instanceof Number b
        ? new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0
        : allowed.equals(value);
  }

  private static String kind(@Nullable Object value) {
    if (value instanceof Map) {
      return "a map";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof String text) {
      return "the text \"" + text + "\"";
    }
    return value == null ? "nothing" : value.toString().toLowerCase(Locale.ROOT);
  }

  static String join(String field, Object name) {
    return field.isEmpty() ? name.toString() : field + "." + name;
  }

  private void flaw(String field, String message) {
    flaws.accept(new Flaw(field, message));
  }
}

package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where OpenAPI 3.0 means something else than JSON Schema 2020-12 by the same words. */
final class ThreeZero {
  private ThreeZero() {}

  /**
   * @param at as written
   * @param out the same, so far
   */
  static void rewrite(At at, ObjectNode out) {
    bound(at, out, "minimum", "exclusiveMinimum");
    bound(at, out, "maximum", "exclusiveMaximum");
    JsonNode type = out.path("type");
    if (type.isArray()) {
      throw at.error(
          "type", "in OpenAPI 3.0 a schema has one type; write it, and nullable: true for null");
    }
    JsonNode items = out.path("items");
    if (type.asText().equals("array") && items.isMissingNode()) {
      throw at.error("an array needs items; write items: {} for any");
    }
    boolean nullable = at.flag("nullable", false);
    out.remove("nullable");
    // It says something beside a type alone.
    if (nullable && type.isTextual()) {
      out.putArray("type").add(type).add("null");
      if (out.get("enum") instanceof ArrayNode values && !nothing(values)) {
        out.set("enum", values.deepCopy().addNull());
      }
    }
  }

  private static boolean nothing(ArrayNode values) {
    for (JsonNode value : values) {
      if (value.isNull()) {
        return true;
      }
    }
    return false;
  }

  private static void bound(At at, ObjectNode out, String bound, String exclusive) {
    boolean strict = at.flag(exclusive, false);
    out.remove(exclusive);
    JsonNode value = out.get(bound);
    if (strict && value != null) {
      out.remove(bound);
      out.set(exclusive, value);
    }
  }
}

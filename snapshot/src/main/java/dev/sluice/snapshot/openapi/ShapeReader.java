package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.snapshot.openapi.Shape.Type;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shape of a schema, wherever in it that is said.
 *
 * @param schemas what it may refer to, by name
 */
record ShapeReader(ObjectNode schemas, Effort effort) {
  private static final String[] ALTERNATIVES = {"allOf", "anyOf", "oneOf"};

  /** Levels of values that are of interest: what a text can be is flat. */
  private static final int INNER = 2;

  Shape shape(JsonNode schema) {
    return shape(schema, INNER);
  }

  private Shape shape(JsonNode schema, int inner) {
    Set<Type> types = EnumSet.noneOf(Type.class);
    types(schema, types, nothing());
    if (inner == 0) {
      return new Shape(types, null, Map.of());
    }
    Map<String, Shape> properties = new HashMap<>();
    properties(schema, properties, inner, nothing());
    @Nullable JsonNode items = items(schema, nothing());
    return new Shape(types, items == null ? null : shape(items, inner - 1), properties);
  }

  private static Set<JsonNode> nothing() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private boolean fresh(JsonNode schema, Set<JsonNode> seen) {
    effort.spend();
    return schema.isObject() && seen.add(schema);
  }

  private JsonNode target(JsonNode schema) {
    String reference = schema.path(References.REF).asText();
    return schemas.path(reference.substring(reference.lastIndexOf('/') + 1));
  }

  private void types(JsonNode schema, Set<Type> types, Set<JsonNode> seen) {
    if (!fresh(schema, seen)) {
      return;
    }
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      add(type.textValue(), types);
      return;
    }
    if (type.isArray()) {
      type.forEach(each -> add(each.asText(), types));
      return;
    }
    schema.path("enum").forEach(value -> types.add(of(value.getNodeType())));
    if (schema.has("const")) {
      types.add(of(schema.get("const").getNodeType()));
    }
    if (schema.has(References.REF)) {
      types(target(schema), types, seen);
    }
    for (String list : ALTERNATIVES) {
      for (JsonNode each : schema.path(list)) {
        types(each, types, seen);
      }
    }
  }

  private static void add(String type, Set<Type> types) {
    switch (type) {
      case "string" -> types.add(Type.TEXT);
      case "number", "integer" -> types.add(Type.NUMBER);
      case "boolean" -> types.add(Type.BOOLEAN);
      case "null" -> types.add(Type.NULL);
      case "array" -> types.add(Type.ARRAY);
      case "object" -> types.add(Type.OBJECT);
      default -> {}
    }
  }

  private static Type of(JsonNodeType type) {
    return switch (type) {
      case NUMBER -> Type.NUMBER;
      case BOOLEAN -> Type.BOOLEAN;
      case NULL, MISSING -> Type.NULL;
      case ARRAY -> Type.ARRAY;
      case OBJECT, POJO -> Type.OBJECT;
      case STRING, BINARY -> Type.TEXT;
    };
  }

  private @Nullable JsonNode items(JsonNode schema, Set<JsonNode> seen) {
    if (!fresh(schema, seen)) {
      return null;
    }
    @Nullable JsonNode items = schema.get("items");
    if (items == null && schema.has(References.REF)) {
      items = items(target(schema), seen);
    }
    for (String list : ALTERNATIVES) {
      for (JsonNode each : schema.path(list)) {
        items = items == null ? items(each, seen) : items;
      }
    }
    return items;
  }

  private void properties(JsonNode schema, Map<String, Shape> all, int inner, Set<JsonNode> seen) {
    if (!fresh(schema, seen)) {
      return;
    }
    for (Map.Entry<String, JsonNode> each : schema.path("properties").properties()) {
      if (!all.containsKey(each.getKey())) {
        all.put(each.getKey(), shape(each.getValue(), inner - 1));
      }
    }
    if (schema.has(References.REF)) {
      properties(target(schema), all, inner, seen);
    }
    for (String list : ALTERNATIVES) {
      for (JsonNode each : schema.path(list)) {
        properties(each, all, inner, seen);
      }
    }
  }
}

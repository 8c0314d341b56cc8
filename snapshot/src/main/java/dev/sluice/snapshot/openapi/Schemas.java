package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.SchemaSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that requests are held to, in one dialect: JSON Schema 2020-12, in which OpenAPI 3.1
 * writes them (OpenAPI 3.1.1 "Schema Object"). Those of 3.0 mean a little else by the same words,
 * and are rewritten. What only people read is left out.
 */
final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Values that the schemas may have in all, wherever references multiply them. */
  private static final int MOST_VALUES = 200_000;

  private static final Set<String> ONE =
      Set.of(
          "additionalProperties",
          "contains",
          "else",
          "if",
          "items",
          "not",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");

  private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  private static final Set<String> MAPS =
      Set.of("dependentSchemas", "patternProperties", "properties");

  /** What 3.0 has (OpenAPI 3.0.3 "Schema Object"); any other word means nothing in it. */
  private static final Set<String> THREE_ZERO =
      Set.of(
          "additionalProperties",
          "allOf",
          "anyOf",
          "enum",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "format",
          "items",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minItems",
          "minLength",
          "minProperties",
          "minimum",
          "multipleOf",
          "not",
          "nullable",
          "oneOf",
          "pattern",
          "properties",
          "readOnly",
          "required",
          "type",
          "uniqueItems");

  private static final Set<String> FOR_PEOPLE =
      Set.of(
          "$comment",
          "$defs",
          "contentEncoding",
          "contentMediaType",
          "contentSchema",
          "default",
          "deprecated",
          "description",
          "discriminator",
          "example",
          "examples",
          "externalDocs",
          "title",
          "writeOnly",
          "xml");

  private static final Set<String> REFUSED =
      Set.of("$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveRef", "$schema");

  private final References references;
  private final Effort effort = new Effort();
  private final ReadOnlyNames readOnly;
  private final boolean threeZero;
  private final ObjectNode made = NODES.objectNode();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> places = new HashMap<>();
  private final Deque<At> left = new ArrayDeque<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private @Nullable SchemaSet set;
  private int values;

  Schemas(References references, boolean threeZero) {
    this.references = references;
    this.readOnly = new ReadOnlyNames(references, effort);
    this.threeZero = threeZero;
  }

  /** A name for the schema that stands there. */
  String name(At schema) {
    At at = schema;
    if (at.node().isObject() && (threeZero ? at.node().has(References.REF) : only(at.node()))) {
      at = references.followed(at);
    }
    @Nullable String known = names.get(at.pointer());
    if (known != null) {
      return known;
    }
    String name = "s" + names.size();
    names.put(at.pointer(), name);
    places.put(name, at.pointer());
    left.add(at);
    return name;
  }

  private static boolean only(JsonNode node) {
    return node.size() == 1 && node.path(References.REF).isTextual();
  }

  /** All that have been named; from now on they are ready, and no more come. */
  void finish() {
    for (At next = left.poll(); next != null; next = left.poll()) {
      made.set(names.get(next.pointer()), made(next, null));
    }
    set = new SchemaSet(made, name -> places.getOrDefault(name, ""));
  }

  /** Ready to check with. */
  JsonSchema schema(String name) {
    SchemaSet all = set;
    if (all == null) {
      throw new IllegalStateException("not finished");
    }
    return all.schema(name);
  }

  /** What texts can be by that schema. */
  Shape shape(String name) {
    return shapes.computeIfAbsent(name, n -> new ShapeReader(made, effort).shape(made.path(n)));
  }

  /** The schema of that name, as it was made. */
  JsonNode made(String name) {
    return made.path(name);
  }

  /**
   * @param around the schema of which it is a part by {@code allOf}
   */
  private JsonNode made(At at, ReadOnlyNames.@Nullable Whole around) {
    if (++values > MOST_VALUES) {
      throw at.error("the schemas are too large; split the document");
    }
    JsonNode node = at.node();
    if (node.isBoolean() && !threeZero) {
      return node;
    }
    if (!node.isObject()) {
      throw at.error("a schema is an object; write one, such as {type: string}");
    }
    ObjectNode out = NODES.objectNode();
    if (node.has(References.REF)) {
      out.put(References.REF, "#/$defs/" + name(references.target(at)));
      if (threeZero) {
        return out;
      }
    }
    ReadOnlyNames.Whole whole = new ReadOnlyNames.Whole(at, around);
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      if (threeZero ? THREE_ZERO.contains(name) : !FOR_PEOPLE.contains(name)) {
        keyword(new At(field.getValue(), at.in(name)), name, whole, out);
      }
    }
    if (threeZero) {
      ThreeZero.rewrite(at, out);
    }
    return out;
  }

  private void keyword(At at, String name, ReadOnlyNames.Whole whole, ObjectNode out) {
    JsonNode value = at.node();
    if (LISTS.contains(name) && value.isArray()) {
      ArrayNode list = out.putArray(name);
      for (At item : at.items()) {
        list.add(made(item, name.equals("allOf") ? whole : null));
      }
    } else if (MAPS.contains(name) && value.isObject()) {
      ObjectNode map = out.putObject(name);
      for (String each : at.names()) {
        map.set(each, made(at.child(each), null));
      }
    } else if (ONE.contains(name) && !value.isBoolean()) {
      out.set(name, made(at, null));
    } else if (name.equals("required") && value.isArray()) {
      ArrayNode list = out.putArray(name);
      for (JsonNode each : value) {
        if (!each.isTextual() || !readOnly.is(each.textValue(), whole)) {
          list.add(each);
        }
      }
    } else if (REFUSED.contains(name)) {
      if (!name.equals("$schema") || !Version.dialect(value.asText())) {
        throw at.error(
            name.equals("$schema")
                ? "the dialect '" + value.asText() + "' is not read here; leave $schema out"
                : "it is not read here; write $ref: '#/components/schemas/name'");
      }
    } else if (!name.equals(References.REF)) {
      out.set(name, value);
    }
  }
}

package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.match.Patterns;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks through a schema for what the library would not say the place of: references that lead out
 * of the document or nowhere, and expressions that RE2 does not have.
 */
final class SchemaScan {
  private static final Set<String> ONE =
      Set.of(
          "additionalItems",
          "additionalProperties",
          "contains",
          "contentSchema",
          "else",
          "if",
          "items",
          "not",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");

  private static final Set<String> LISTS =
      Set.of("allOf", "anyOf", "items", "oneOf", "prefixItems");

  private static final Set<String> MAPS =
      Set.of(
          "$defs",
          "definitions",
          "dependencies",
          "dependentSchemas",
          "patternProperties",
          "properties");

  /** In each of these stands the name of a schema elsewhere. */
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  private static final URI DOCUMENT = URI.create("urn:sluice:schema");

  private final JsonNode document;
  private final String idKeyword;
  private final Set<String> ids = new HashSet<>();

  /** Where the library looks for it. */
  private record At(JsonNode node, String pointer, JsonNode root, URI base) {}

  SchemaScan(JsonNode document, String idKeyword) {
    this.document = document;
    this.idKeyword = idKeyword;
  }

  /**
   * @throws SchemaError for the first thing that is wrong
   */
  void run() {
    At top = new At(document, "", document, DOCUMENT);
    walk(top, this::collect);
    walk(top, this::check);
  }

  private interface Visit {
    void at(At at);
  }

  private void walk(At outer, Visit visit) {
    if (!outer.node.isObject()) {
      return;
    }
    At at = within(outer);
    visit.at(at);
    for (Map.Entry<String, JsonNode> field : at.node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String pointer = at.pointer + "/" + escaped(name);
      if (value.isArray() && LISTS.contains(name)) {
        for (int i = 0; i < value.size(); i++) {
          walk(new At(value.get(i), pointer + "/" + i, at.root, at.base), visit);
        }
      } else if (value.isObject() && MAPS.contains(name)) {
        for (Map.Entry<String, JsonNode> each : value.properties()) {
          walk(
              new At(each.getValue(), pointer + "/" + escaped(each.getKey()), at.root, at.base),
              visit);
        }
      } else if (ONE.contains(name)) {
        walk(new At(value, pointer, at.root, at.base), visit);
      }
    }
  }

  /** Below an id, references are relative to it. */
  private At within(At outer) {
    JsonNode id = outer.node.get(idKeyword);
    if (id == null || !id.isTextual() || id.textValue().startsWith("#")) {
      return outer;
    }
    URI base = resolved(outer.base, id.textValue(), outer.pointer + "/" + idKeyword);
    return new At(outer.node, outer.pointer, outer.node, base);
  }

  private static URI resolved(URI base, String reference, String pointer) {
    try {
      URI to = URI.create(reference);
      // What is opaque, such as a URN, resolves nothing but fragments.
      return base.isOpaque() && !to.isAbsolute() ? to : base.resolve(to);
    } catch (IllegalArgumentException e) {
      throw new SchemaError(pointer, "'" + reference + "' is no URI reference");
    }
  }

  private void collect(At at) {
    ids.add(withoutFragment(at.base));
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? text : text.substring(0, fragment);
  }

  private void check(At at) {
    for (Map.Entry<String, JsonNode> field : at.node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      String pointer = at.pointer + "/" + escaped(name);
      if (REFERENCES.contains(name) && value.isTextual()) {
        reference(at, value.textValue(), pointer);
      } else if (name.equals("pattern") && value.isTextual()) {
        expression(value.textValue(), pointer);
      } else if (name.equals("patternProperties") && value.isObject()) {
        value.fieldNames().forEachRemaining(each -> expression(each, pointer));
      }
    }
  }

  private static void expression(String regex, String pointer) {
    try {
      Patterns.compile(regex);
    } catch (IllegalArgumentException e) {
      throw new SchemaError(pointer, e.getMessage() + "; write one that RE2 has");
    }
  }

  private void reference(At at, String reference, String pointer) {
    if (reference.startsWith("#")) {
      // What is no pointer is an anchor, which the library finds.
      if (reference.startsWith("#/") && missing(at.root, reference.substring(1))) {
        throw new SchemaError(pointer, "'" + reference + "' leads nowhere in this document");
      }
      return;
    }
    String to = withoutFragment(resolved(at.base, reference, pointer));
    if (!ids.contains(to) && !Dialects.metaSchema(to)) {
      throw new SchemaError(
          pointer,
          "'"
              + reference
              + "' is not in this document, and nothing is ever fetched; copy it here, and refer to"
              + " it as #/$defs/name");
    }
  }

  static boolean missing(JsonNode root, String pointer) {
    try {
      String decoded = URLDecoder.decode(pointer.replace("+", "%2B"), StandardCharsets.UTF_8);
      return root.at(JsonPointer.compile(decoded)).isMissingNode();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}

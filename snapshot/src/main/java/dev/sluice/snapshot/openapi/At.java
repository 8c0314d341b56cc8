package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.schema.SchemaError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the document.
 *
 * @param pointer to the node (RFC 6901), for whoever wrote it
 */
record At(JsonNode node, String pointer) {
  /** Null: there is no such field. */
  @Nullable At field(String name) {
    JsonNode child = node.get(name);
    return child == null ? null : new At(child, in(name));
  }

  /** The pointer to a field. */
  String in(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  SchemaError error(String message) {
    return new SchemaError(pointer, message);
  }

  SchemaError error(String field, String message) {
    return new SchemaError(in(field), message);
  }

  At object(String example) {
    if (!node.isObject()) {
      throw error("it must be an object; write one, such as " + example);
    }
    return this;
  }

  /** The fields of an object. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What a field that is there holds. */
  At child(String name) {
    return new At(node.path(name), in(name));
  }

  /** The items of a list; none where it is no list. */
  List<At> items() {
    List<At> items = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        items.add(new At(node.get(i), pointer + "/" + i));
      }
    }
    return items;
  }

  /** A field that is a text; null where it is not there. */
  @Nullable String text(String name) {
    JsonNode child = node.get(name);
    if (child != null && !child.isTextual()) {
      throw error(name, "it must be a text");
    }
    return child == null ? null : child.textValue();
  }

  /** A field that is true or false. */
  boolean flag(String name, boolean usual) {
    JsonNode child = node.get(name);
    if (child != null && !child.isBoolean()) {
      throw error(name, "it must be true or false");
    }
    return child == null ? usual : child.booleanValue();
  }
}

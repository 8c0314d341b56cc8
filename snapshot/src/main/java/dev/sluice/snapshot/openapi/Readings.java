package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.snapshot.openapi.Shape.Type;
import dev.sluice.snapshot.schema.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What texts can mean by the shape of a schema. Mostly one thing; where there are several, it is
 * enough that one of them holds, the likeliest first.
 */
final class Readings {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Digits that certainly fit. */
  private static final int SHORT = 9;

  private Readings() {}

  /** Of a single text. */
  static List<JsonNode> of(Shape shape, String text) {
    JsonNode typed = value(shape, text);
    return shape.ambiguous() && !typed.isTextual()
        ? List.of(typed, NODES.textNode(text))
        : List.of(typed);
  }

  /** Of a list of them. */
  static List<JsonNode> of(Shape shape, List<String> texts) {
    Shape items = shape.ofItems();
    ArrayNode typed = NODES.arrayNode(texts.size());
    ArrayNode plain = NODES.arrayNode(texts.size());
    for (String text : texts) {
      typed.add(value(items, text));
      plain.add(text);
    }
    return items.ambiguous() && !typed.equals(plain) ? List.of(typed, plain) : List.of(typed);
  }

  /** Of texts by their names, each perhaps several times. */
  static List<JsonNode> of(Shape shape, Map<String, List<String>> fields) {
    ObjectNode typed = NODES.objectNode();
    ObjectNode plain = NODES.objectNode();
    boolean ambiguous = false;
    for (Map.Entry<String, List<String>> field : fields.entrySet()) {
      Shape of = shape.ofProperty(field.getKey());
      List<String> texts = field.getValue();
      boolean list = texts.size() > 1 || !of.single();
      List<JsonNode> readings = list ? of(of, texts) : of(of, texts.get(0));
      typed.set(field.getKey(), readings.get(0));
      plain.set(field.getKey(), readings.get(readings.size() - 1));
      ambiguous |= readings.size() > 1;
    }
    return ambiguous ? List.of(typed, plain) : List.of(typed);
  }

  /** Those of a single text and of a list, where it is not known what is meant. */
  static List<JsonNode> both(Shape shape, String text, List<String> pieces) {
    List<JsonNode> all = new ArrayList<>(of(shape, text));
    all.addAll(of(shape, pieces));
    return all;
  }

  private static JsonNode value(Shape shape, String text) {
    if (shape.may(Type.NUMBER) && !text.isEmpty()) {
      JsonNode number = number(text);
      if (number.isNumber()) {
        return number;
      }
    }
    if (shape.may(Type.BOOLEAN) && (text.equals("true") || text.equals("false"))) {
      return NODES.booleanNode(text.equals("true"));
    }
    return text.isEmpty() && shape.says(Type.NULL) && !shape.says(Type.TEXT)
        ? NODES.nullNode()
        : NODES.textNode(text);
  }

  /** As JSON writes numbers, and not otherwise: a backend may take 010 for 8, or for 10. */
  private static JsonNode number(String text) {
    char first = text.charAt(0);
    if (first != '-' && (first < '0' || first > '9')) {
      return NODES.missingNode();
    }
    if (text.length() <= SHORT && first != '-' && (first != '0' || text.length() == 1)) {
      int value = 0;
      int i = 0;
      while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        value = 10 * value + text.charAt(i++) - '0';
      }
      if (i == text.length()) {
        return NODES.numberNode(value);
      }
    }
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return NODES.missingNode();
      }
    }
    try {
      return JsonText.body(text.getBytes(StandardCharsets.US_ASCII));
    } catch (JsonText.Refused e) {
      return NODES.missingNode();
    }
  }
}

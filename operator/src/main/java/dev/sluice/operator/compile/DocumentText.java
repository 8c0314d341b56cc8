package dev.sluice.operator.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Documents as people write them, made JSON: data planes read nothing else. */
final class DocumentText {
  /** Values that aliases may make of a text: short texts could make any number. */
  private static final int MOST_VALUES = 200_000;

  private static final int DEEPEST = 200;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private int values;

  private DocumentText() {}

  /**
   * A text of JSON as it is, another one from YAML.
   *
   * @throws IllegalArgumentException for the person who wrote it
   */
  static String json(String text) {
    if (text.stripLeading().startsWith("{")) {
      return text;
    }
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setAllowDuplicateKeys(false).build();
    try {
      @Nullable Object loaded = new Load(settings).loadFromString(text);
      return new DocumentText().node(loaded, 0).toString();
    } catch (MarkedYamlEngineException e) {
      throw new IllegalArgumentException(
          "it is no YAML: "
              + e.getProblem()
              + e.getProblemMark().map(m -> " (line " + (m.getLine() + 1) + ")").orElse(""),
          e);
    } catch (YamlEngineException e) {
      throw new IllegalArgumentException("it is no YAML: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new IllegalArgumentException("it is nested too deeply", e);
    }
  }

  private JsonNode node(@Nullable Object value, int depth) {
    if (++values > MOST_VALUES || depth > DEEPEST) {
      throw new IllegalArgumentException("it is too large, or nested too deeply");
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        // OpenAPI's statuses are written as numbers.
        object.set(String.valueOf(each.getKey()), node(each.getValue(), depth + 1));
      }
      return object;
    }
    if (value instanceof Iterable<?> items) {
      ArrayNode array = NODES.arrayNode();
      for (Object item : items) {
        array.add(node(item, depth + 1));
      }
      return array;
    }
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Boolean bool) {
      return NODES.booleanNode(bool);
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return NODES.numberNode(number);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return NODES.numberNode(new BigInteger(value.toString()));
    }
    if (value instanceof String string) {
      return NODES.textNode(string);
    }
    throw new IllegalArgumentException("it holds " + value + ", which JSON does not have");
  }
}

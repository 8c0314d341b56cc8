package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.snapshot.openapi.Shape.Type;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an operation.
 *
 * @param name as in the document
 * @param allowEmpty whether a name without a value will do
 * @param explode whether each item of a list has a field of its own
 * @param shape of the schema
 */
record Parameter(
    In in,
    String name,
    boolean required,
    boolean allowEmpty,
    Style style,
    boolean explode,
    Shape shape,
    JsonSchema schema) {

  /** Where it stands. */
  enum In {
    PATH,
    QUERY,
    HEADER,
    COOKIE;

    /** As in documents and in answers. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How it is written (OpenAPI 3.1.1 "Style Values"). */
  enum Style {
    /** Items between commas; those of the query, too, where they have no fields of their own. */
    COMMAS,
    SPACES,
    PIPES,
    /** {@code name[property]=value}. */
    DEEP,
    /** A document. */
    JSON,
    /** A text, whatever stands in it. */
    TEXT
  }

  /** What stands for it in a request is malformed. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final String keyword;

    Malformed(String keyword) {
      super(keyword, null, false, false);
      this.keyword = keyword;
    }

    /** What it fails, for the client. */
    String keyword() {
      return keyword;
    }
  }

  /**
   * What it can mean.
   *
   * @param raw its values, as they came; at least one
   */
  List<JsonNode> readings(List<String> raw) throws Malformed {
    boolean list =
        style != Style.JSON
            && style != Style.TEXT
            && (shape.says(Type.ARRAY) || shape.types().isEmpty() && raw.size() > 1);
    if (raw.size() > 1 && !(list && (explode || in == In.HEADER))) {
      // One backend takes the first, another one the last.
      throw new Malformed("repeated");
    }
    if (style == Style.JSON) {
      try {
        return List.of(JsonText.body(decoded(raw.get(0)).getBytes(StandardCharsets.UTF_8)));
      } catch (JsonText.Refused e) {
        throw new Malformed("content");
      }
    }
    if (style == Style.TEXT) {
      return List.of(TextNode.valueOf(decoded(raw.get(0))));
    }
    if (!list) {
      return Readings.of(shape, decoded(raw.get(0)));
    }
    List<String> pieces = new ArrayList<>();
    for (String value : raw) {
      split(value, pieces);
    }
    return raw.size() == 1 && shape.saysSingle()
        ? Readings.both(shape, decoded(raw.get(0)), pieces)
        : Readings.of(shape, pieces);
  }

  /** The same for those of style {@link Style#DEEP}, of which each property has its values. */
  List<JsonNode> readings(Map<String, List<String>> raw) throws Malformed {
    for (Map.Entry<String, List<String>> property : raw.entrySet()) {
      if (property.getValue().size() > 1 && !shape.ofProperty(property.getKey()).says(Type.ARRAY)) {
        throw new Malformed("repeated");
      }
      List<String> values = new ArrayList<>();
      for (String value : property.getValue()) {
        values.add(decoded(value));
      }
      property.setValue(values);
    }
    return Readings.of(shape, raw);
  }

  private void split(String raw, List<String> pieces) throws Malformed {
    if (explode && in == In.QUERY) {
      pieces.add(decoded(raw));
      return;
    }
    String text =
        switch (style) {
          case SPACES -> raw.replace("%20", " ").replace('+', ' ');
          case PIPES -> raw.replace("%7C", "|").replace("%7c", "|");
          case COMMAS, DEEP, JSON, TEXT -> raw;
        };
    char between = style == Style.SPACES ? ' ' : style == Style.PIPES ? '|' : ',';
    int at = 0;
    while (at <= text.length()) {
      int end = text.indexOf(between, at);
      end = end < 0 ? text.length() : end;
      String piece = text.substring(at, end);
      pieces.add(decoded(in == In.HEADER ? piece.strip() : piece));
      at = end + 1;
    }
  }

  /** Only those of URLs are encoded. */
  private String decoded(String raw) throws Malformed {
    if (in == In.HEADER || in == In.COOKIE) {
      return raw;
    }
    @Nullable String decoded = Percent.decoded(raw, in == In.QUERY);
    if (decoded == null) {
      throw new Malformed("encoding");
    }
    return decoded;
  }
}

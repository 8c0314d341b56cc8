package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.schema.BodyCheck;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import dev.sluice.snapshot.schema.JsonText;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks forms (WHATWG URL, "application/x-www-form-urlencoded").
 *
 * @param shape of the schema, whose properties are texts or lists of them
 */
record FormCheck(JsonSchema schema, Shape shape) implements BodyCheck {
  @Override
  public Outcome check(byte[] body, long most) {
    Outcome first = new Outcome.Valid();
    List<JsonNode> readings = Readings.of(shape, fields(body));
    for (int i = 0; i < readings.size(); i++) {
      Outcome outcome = schema.check(readings.get(i), body.length, most);
      if (!(outcome instanceof Outcome.Invalid)) {
        return outcome;
      }
      first = i == 0 ? outcome : first;
    }
    return first;
  }

  private static Map<String, List<String>> fields(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('&', at);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', at);
      boolean bare = equals < 0 || equals > end;
      if (end > at) {
        String name = decoded(text.substring(at, bare ? end : equals));
        fields
            .computeIfAbsent(name, n -> new ArrayList<>(1))
            .add(bare ? "" : decoded(text.substring(equals + 1, end)));
      }
      at = end + 1;
    }
    return fields;
  }

  private static String decoded(String text) {
    @Nullable String decoded = Percent.decoded(text, true);
    if (decoded == null) {
      throw new JsonText.Refused("is no form in UTF-8", "", new CharacterCodingException());
    }
    return decoded;
  }
}

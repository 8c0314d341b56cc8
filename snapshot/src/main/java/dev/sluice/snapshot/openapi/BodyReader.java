package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.openapi.Shape.Type;
import dev.sluice.snapshot.schema.BodyCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which bodies the operations of a document take. */
final class BodyReader {
  /** Formats of texts that say nothing of the text. */
  private static final Set<String> NO_DEMAND = Set.of("binary", "byte", "password");

  private static final String TOKEN = "[-!#$%&'+.^_`|~0-9a-z]+";
  private static final Pattern RANGE = Pattern.compile("\\*/\\*|" + TOKEN + "/(\\*|" + TOKEN + ")");

  private final References references;
  private final Schemas schemas;

  BodyReader(References references, Schemas schemas) {
    this.references = references;
    this.schemas = schemas;
  }

  /** One whose schemas are not ready yet. */
  record Unready(boolean required, List<Content> contents) {}

  /**
   * @param schema its name; null: there is none
   * @param encoded whether the document says how properties are encoded
   */
  record Content(At at, MediaRange range, @Nullable String schema, boolean encoded) {}

  /** Null: there is none. */
  @Nullable Unready read(At operation) {
    @Nullable At written = operation.field("requestBody");
    if (written == null) {
      return null;
    }
    At body = references.followed(written).object("{content: {application/json: {schema: …}}}");
    At content = body.child("content");
    if (!content.node().isObject() || content.node().isEmpty()) {
      throw content.error("it names no media type; write one, such as application/json");
    }
    List<Content> contents = new ArrayList<>();
    Set<MediaRange> ranges = new HashSet<>();
    for (String type : content.names()) {
      At media = content.child(type).object("{schema: {type: object}}");
      MediaRange range = new MediaRange(MediaRange.type(type));
      if (!RANGE.matcher(range.text()).matches()) {
        throw media.error("it is no media type; write one, such as application/json");
      }
      if (!ranges.add(range)) {
        throw media.error("'" + range.text() + "' stands there twice; leave one out");
      }
      @Nullable At schema = media.field("schema");
      contents.add(
          new Content(
              media,
              range,
              schema == null ? null : schemas.name(schema),
              media.node().has("encoding")));
    }
    return new Unready(body.flag("required", false), contents);
  }

  /**
   * Once the schemas are.
   *
   * @param unchecked takes the media types whose schema says something that nobody checks
   */
  RequestBody ready(@Nullable Unready body, List<String> unchecked) {
    if (body == null) {
      return RequestBody.NONE;
    }
    List<RequestBody.Content> contents = new ArrayList<>();
    for (Content content : body.contents) {
      contents.add(content(content, unchecked));
    }
    return new RequestBody(body.required, contents);
  }

  private RequestBody.Content content(Content content, List<String> unchecked) {
    MediaRange range = content.range;
    if (content.schema == null) {
      return new RequestBody.Content(range, null, null);
    }
    boolean json = range.width() > 0 || MediaRange.json(range.text());
    Shape shape = schemas.shape(content.schema);
    boolean form =
        range.takes("application/x-www-form-urlencoded") && !content.encoded && flat(shape);
    if (!json && !form && demands(schemas.made(content.schema))) {
      unchecked.add(range.text());
    }
    return new RequestBody.Content(
        range,
        json ? BodyCheck.json(schemas.schema(content.schema)) : null,
        form ? new FormCheck(schemas.schema(content.schema), shape) : null);
  }

  /** Whether a form can say it: fields, of texts or of lists of them. */
  private static boolean flat(Shape shape) {
    return shape.says(Type.OBJECT)
        && shape.properties().values().stream()
            .allMatch(p -> p.single() || p.says(Type.ARRAY) && p.ofItems().single());
  }

  private static boolean demands(JsonNode schema) {
    for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
      boolean none =
          keyword.getKey().equals("type") && keyword.getValue().asText().equals("string")
              || keyword.getKey().equals("format")
                  && NO_DEMAND.contains(keyword.getValue().asText());
      if (!none) {
        return true;
      }
    }
    return schema.isBoolean() && !schema.booleanValue();
  }
}

package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.BodyCheck;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which bodies an operation takes. Immutable. */
public final class RequestBody {
  static final RequestBody NONE = new RequestBody(false, List.of());

  private final boolean required;
  private final List<Content> contents;
  private final String types;

  /**
   * One range of media types.
   *
   * @param json what checks bodies of JSON; null: nothing
   * @param form what checks forms; null: nothing
   */
  record Content(MediaRange range, @Nullable BodyCheck json, @Nullable BodyCheck form) {}

  RequestBody(boolean required, List<Content> contents) {
    this.required = required;
    this.contents =
        contents.stream().sorted(Comparator.comparingInt(c -> c.range().width())).toList();
    this.types = contents.stream().map(c -> c.range().text()).collect(Collectors.joining(", "));
  }

  /** Whether any is described. */
  public boolean described() {
    return !contents.isEmpty();
  }

  public boolean required() {
    return required;
  }

  /** The media types that it may be of, as the field Accept names them. */
  public String types() {
    return types;
  }

  /** Whether it may be of that media type. */
  public boolean takes(String contentType) {
    return content(MediaRange.type(contentType)) != null;
  }

  /** What checks a body of that media type; null: it is taken as it is. */
  public @Nullable BodyCheck check(String contentType) {
    String type = MediaRange.type(contentType);
    @Nullable Content content = content(type);
    return content == null
        ? null
        : MediaRange.json(type) ? content.json : MediaRange.form(type) ? content.form : null;
  }

  private @Nullable Content content(String type) {
    for (Content content : contents) {
      if (content.range.takes(type)) {
        return content;
      }
    }
    return null;
  }
}

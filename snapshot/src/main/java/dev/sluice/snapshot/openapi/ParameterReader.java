package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.openapi.Parameter.In;
import dev.sluice.snapshot.openapi.Parameter.Style;
import dev.sluice.snapshot.openapi.Shape.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a document. */
final class ParameterReader {
  /** These are no parameters (OpenAPI 3.1.1 "Parameter Object", name). */
  private static final Set<String> NOT_MEANT = Set.of("accept", "content-type", "authorization");

  private final References references;
  private final Schemas schemas;

  ParameterReader(References references, Schemas schemas) {
    this.references = references;
    this.schemas = schemas;
  }

  /**
   * A parameter whose schema is not ready yet.
   *
   * @param schema its name
   */
  record Unready(
      At at,
      In in,
      String name,
      boolean required,
      boolean allowEmpty,
      Style style,
      boolean explode,
      String schema) {
    /** Whether the other one takes its place. */
    boolean same(Unready other) {
      return in == other.in
          && (in == In.HEADER ? name.equalsIgnoreCase(other.name) : name.equals(other.name));
    }
  }

  /** Of a path or an operation. */
  List<Unready> read(At holder) {
    List<Unready> all = new ArrayList<>();
    for (At item : holder.child("parameters").items()) {
      Unready parameter = parameter(references.followed(item));
      if (all.stream().anyMatch(parameter::same)) {
        throw item.error("'" + parameter.name + "' stands there twice; leave one out");
      }
      if (parameter.in != In.HEADER
          || !NOT_MEANT.contains(parameter.name.toLowerCase(Locale.ROOT))) {
        all.add(parameter);
      }
    }
    return all;
  }

  private Unready parameter(At at) {
    at.object("{name: limit, in: query, schema: {type: integer}}");
    @Nullable String name = at.text("name");
    if (name == null || name.isEmpty()) {
      throw at.error("a parameter has a name");
    }
    In in = in(at);
    boolean required = at.flag("required", false);
    if (in == In.PATH && !required) {
      throw at.error("a parameter of the path is always required; write required: true");
    }
    @Nullable At content = at.field("content");
    @Nullable At schema = at.field("schema");
    if ((content == null) == (schema == null)) {
      throw at.error("a parameter has a schema, or content; write schema: {type: string}");
    }
    if (content != null) {
      return content(at, content, in, name, required);
    }
    boolean explode = at.flag("explode", in == In.QUERY || in == In.COOKIE);
    if (at.text("style") != null && !at.node().path("style").asText().equals("form")) {
      explode = at.flag("explode", false);
    }
    boolean allowEmpty = in == In.QUERY && at.flag("allowEmptyValue", false);
    return new Unready(
        at,
        in,
        name,
        required,
        allowEmpty,
        style(at, in),
        explode,
        schemas.name(schema == null ? at : schema));
  }

  private static In in(At at) {
    @Nullable String in = at.text("in");
    for (In each : In.values()) {
      if (each.text().equals(in)) {
        return each;
      }
    }
    throw at.error("in", "write path, query, header or cookie");
  }

  private static Style style(At at, In in) {
    @Nullable String written = at.text("style");
    String usual = in == In.QUERY || in == In.COOKIE ? "form" : "simple";
    String style = written == null ? usual : written;
    if (style.equals(usual)) {
      return Style.COMMAS;
    }
    if (in == In.QUERY) {
      switch (style) {
        case "spaceDelimited":
          return Style.SPACES;
        case "pipeDelimited":
          return Style.PIPES;
        case "deepObject":
          return Style.DEEP;
        default:
          break;
      }
    }
    throw at.error(
        "style",
        "'"
            + style
            + "' is not read here in "
            + in.text()
            + "; leave it out, or write "
            + (in == In.QUERY ? "spaceDelimited, pipeDelimited or deepObject" : usual));
  }

  private Unready content(At at, At content, In in, String name, boolean required) {
    List<String> types = content.names();
    @Nullable Style style =
        types.size() != 1
            ? null
            : MediaRange.json(MediaRange.type(types.get(0)))
                ? Style.JSON
                : MediaRange.type(types.get(0)).equals("text/plain") ? Style.TEXT : null;
    if (style == null) {
      throw at.error("content", "write one media type, application/json or text/plain");
    }
    At media = content.child(types.get(0)).object("{schema: {type: object}}");
    @Nullable At schema = media.field("schema");
    if (schema == null) {
      throw media.error("it has no schema; write schema: {type: object}");
    }
    return new Unready(at, in, name, required, false, style, false, schemas.name(schema));
  }

  /** Once the schemas are. */
  Parameter ready(Unready parameter) {
    Shape shape = schemas.shape(parameter.schema);
    At at = parameter.at;
    boolean list = shape.says(Type.ARRAY);
    switch (parameter.style) {
      case DEEP -> {
        if (!shape.says(Type.OBJECT)) {
          throw at.error("schema", "deepObject is for objects; write type: object");
        }
        for (Shape property : shape.properties().values()) {
          flat(at, property.says(Type.ARRAY) ? property.ofItems() : property);
        }
      }
      case SPACES, PIPES -> {
        if (!list) {
          throw at.error("schema", "this style is for lists; write type: array, or no style");
        }
        if (parameter.explode) {
          throw at.error("explode", "with this style write explode: false");
        }
      }
      case COMMAS -> {
        if (!list) {
          flat(at, shape);
        }
        if (list && parameter.explode && parameter.in == In.COOKIE) {
          throw at.error("a list in a cookie is one value; write explode: false");
        }
      }
      case JSON, TEXT -> {}
    }
    if (list && parameter.style != Style.JSON) {
      flat(at, shape.ofItems());
    }
    return new Parameter(
        parameter.in,
        parameter.name,
        parameter.required,
        parameter.allowEmpty,
        parameter.style,
        parameter.explode,
        shape,
        schemas.schema(parameter.schema));
  }

  private static void flat(At at, Shape shape) {
    if (!shape.single()) {
      throw at.error(
          "schema",
          "objects, and lists in lists, are not read in this style; write content:"
              + " {application/json: {schema: …}} instead of schema, or style: deepObject in the"
              + " query");
    }
  }
}

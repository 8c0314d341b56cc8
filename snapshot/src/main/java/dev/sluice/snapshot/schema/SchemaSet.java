package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Schemas of requests, of draft 2020-12, that refer to each other as {@code #/$defs/name}, and to
 * nothing else. In these {@code readOnly} refuses.
 */
public final class SchemaSet {
  private static final String DEFS = "$defs";

  private final UnaryOperator<String> place;
  private final Schema root;
  private final Map<String, JsonSchema> ready = new HashMap<>();

  /**
   * Looks through them.
   *
   * @param schemas by name: letters and digits
   * @param place where the schema of a name stands, for whoever wrote it (RFC 6901)
   * @throws SchemaError where one cannot be used
   */
  public SchemaSet(ObjectNode schemas, UnaryOperator<String> place) {
    this.place = place;
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set(DEFS, schemas);
    SchemaRegistry registry = Dialects.requests();
    Schema drafts = registry.getSchema(SchemaLocation.of(Dialects.USUAL));
    for (Map.Entry<String, JsonNode> each : schemas.properties()) {
      List<Error> errors = drafts.validate(each.getValue());
      if (!errors.isEmpty()) {
        Error first = errors.get(0);
        throw new SchemaError(
            place.apply(each.getKey()) + first.getInstanceLocation(), first.getMessage());
      }
    }
    try {
      new SchemaScan(document, "$id").run();
      root = registry.getSchema(JsonSchema.DOCUMENT, document);
    } catch (SchemaError e) {
      throw new SchemaError(written(e.pointer()), String.valueOf(e.getMessage()));
    } catch (SchemaException e) {
      throw new SchemaError("", String.valueOf(e.getMessage()));
    }
  }

  /** From a place in what was made to one in what was written. */
  private String written(String pointer) {
    String[] parts = pointer.split("/", 4);
    if (parts.length < 3 || !parts[1].equals(DEFS)) {
      return pointer;
    }
    return place.apply(parts[2]) + (parts.length > 3 ? "/" + parts[3] : "");
  }

  /**
   * One of them, ready to check with.
   *
   * @throws SchemaError where it cannot be used
   */
  public JsonSchema schema(String name) {
    return ready.computeIfAbsent(name, this::made);
  }

  private JsonSchema made(String name) {
    try {
      Schema schema = root.getSubSchema(SchemaLocation.Fragment.of("/" + DEFS + "/" + name));
      return JsonSchema.ready(schema, JsonNodeFactory.instance.objectNode());
    } catch (SchemaException e) {
      throw new SchemaError(place.apply(name), String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new SchemaError(
          place.apply(name), "it is nested too deeply, or refers to itself without end");
    }
  }
}

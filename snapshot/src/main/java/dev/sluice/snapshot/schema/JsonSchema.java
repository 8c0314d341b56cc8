package dev.sluice.snapshot.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InvalidSchemaRefException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Schema that is ready to check with. Immutable, for all threads. */
public final class JsonSchema {
  /** Violations that are told; then the check stops. */
  public static final int SHOWN = 10;

  static final SchemaLocation DOCUMENT = SchemaLocation.of("urn:sluice:schema");
  private static final int LONGEST_POINTER = 256;
  private static final int LONGEST_PROPERTY = 64;

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /** What a check came to. */
  public sealed interface Outcome {
    /** It holds. */
    record Valid() implements Outcome {}

    /**
     * It does not hold.
     *
     * @param violations the first {@link #SHOWN}, never empty
     */
    record Invalid(List<Violation> violations) implements Outcome {
      public Invalid {
        violations = List.copyOf(violations);
      }
    }

    /** It costs too much to tell. */
    record TooMuch() implements Outcome {}
  }

  /**
   * Reads a schema.
   *
   * @throws SchemaError where it cannot be used
   */
  public static JsonSchema parse(byte[] text) {
    JsonNode document = JsonText.document(text);
    if (!document.isObject() && !document.isBoolean()) {
      throw new SchemaError("", "a schema is an object; write one, such as {\"type\": \"object\"}");
    }
    try {
      return of(document);
    } catch (InvalidSchemaRefException e) {
      throw new SchemaError("", e.getMessage() + "; write the pointer of a schema in it");
    } catch (SchemaException e) {
      throw new SchemaError("", String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new SchemaError("", "it is nested too deeply, or refers to itself without end");
    }
  }

  private static JsonSchema of(JsonNode document) {
    JsonNode named = document.path("$schema");
    if (!named.isMissingNode() && !named.isTextual()) {
      throw new SchemaError("/$schema", "write the URI of a draft, such as " + Dialects.USUAL);
    }
    SchemaRegistry registry = Dialects.registry(Dialects.USUAL);
    Dialect dialect = dialect(registry, named.asText(Dialects.USUAL));
    new SchemaScan(document, dialect.getIdKeyword()).run();
    List<Error> errors = registry.getSchema(SchemaLocation.of(dialect.getId())).validate(document);
    if (!errors.isEmpty()) {
      Error first = errors.get(0);
      throw new SchemaError(first.getInstanceLocation().toString(), first.getMessage());
    }
    Schema schema = registry.getSchema(DOCUMENT, document);
    return ready(schema, document);
  }

  /**
   * One that has been looked through.
   *
   * @param any to ask it about
   */
  static JsonSchema ready(Schema schema, JsonNode any) {
    schema.initializeValidators();
    JsonSchema made = new JsonSchema(schema);
    // One that refers to nothing but itself would never end, whatever it is asked.
    made.run(any, Steps.allowance(0));
    return made;
  }

  /** Steps that the check of so many bytes may cost. */
  public static long allowance(int bytes) {
    return Steps.allowance(bytes);
  }

  private static Dialect dialect(SchemaRegistry registry, String name) {
    try {
      return registry.getDialect(name);
    } catch (SchemaException e) {
      throw new SchemaError(
          "/$schema",
          "the draft '"
              + name
              + "' is not known; write https://json-schema.org/draft/2020-12/schema, or leave"
              + " $schema out");
    }
  }

  /**
   * Checks a document.
   *
   * @param bytes how long it is: a longer one may cost more
   */
  public Outcome check(JsonNode document, int bytes) {
    return check(document, bytes, Long.MAX_VALUE);
  }

  /**
   * Checks a document, with less than it may cost.
   *
   * @param most steps; some 20 of them take a microsecond
   */
  public Outcome check(JsonNode document, int bytes, long most) {
    try {
      return run(document, Math.min(Steps.allowance(bytes), most));
    } catch (StackOverflowError e) {
      return new Outcome.TooMuch();
    }
  }

  private Outcome run(JsonNode document, long most) {
    Steps steps = new Steps(most);
    Metered metered = new Metered(Dialects.CHECKING, steps, SHOWN);
    steps.begin();
    try {
      schema.validate(metered, document);
      steps.take(0);
    } catch (Steps.TooMuch e) {
      return new Outcome.TooMuch();
    } catch (Metered.Enough e) {
      return invalid(metered.found());
    } finally {
      Steps.end();
    }
    return metered.found().isEmpty() ? new Outcome.Valid() : invalid(metered.found());
  }

  private static Outcome invalid(List<Error> errors) {
    LinkedHashSet<Violation> violations = new LinkedHashSet<>();
    for (Error error : errors) {
      if (violations.size() < SHOWN) {
        violations.add(violation(error));
      }
    }
    return new Outcome.Invalid(new ArrayList<>(violations));
  }

  /** Clients choose names: what is told of them is bounded. */
  private static Violation violation(Error error) {
    NodePath path = error.getInstanceLocation();
    String pointer = path.toString();
    while (pointer.length() > LONGEST_POINTER) {
      path = path.getParent();
      pointer = path.toString();
    }
    @Nullable String property = error.getProperty();
    return new Violation(
        pointer,
        error.getKeyword(),
        property == null || property.length() > LONGEST_PROPERTY ? null : property);
  }
}

package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.SchemaError;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which OpenAPI a document is written in. */
final class Version {
  private static final Set<String> DIALECTS =
      Set.of(
          "https://spec.openapis.org/oas/3.1/dialect/base",
          "https://json-schema.org/draft/2020-12/schema");

  private Version() {}

  /** Whether schemas of that dialect mean here what they say. */
  static boolean dialect(String name) {
    return DIALECTS.contains(name);
  }

  /**
   * Whether it is 3.0; else it is 3.1.
   *
   * @throws SchemaError where it is neither
   */
  static boolean threeZero(At document) {
    if (!document.node().isObject() || !document.node().has("openapi")) {
      throw document.error(
          document.node().has("swagger")
              ? "it is of Swagger 2.0; convert it to OpenAPI 3.0"
              : "it is no OpenAPI document; write one that begins with openapi: 3.0.3");
    }
    @Nullable String version = document.text("openapi");
    boolean threeZero = version != null && version.startsWith("3.0.");
    if (version == null || !threeZero && !version.startsWith("3.1.")) {
      throw document.error(
          "openapi", "'" + version + "' is not read here; write a document of 3.0.3 or 3.1.0");
    }
    @Nullable String dialect = document.text("jsonSchemaDialect");
    if (!threeZero && dialect != null && !dialect(dialect)) {
      throw document.error(
          "jsonSchemaDialect",
          "the dialect '" + dialect + "' is not read here; leave jsonSchemaDialect out");
    }
    return threeZero;
  }
}

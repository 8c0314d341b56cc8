package dev.sluice.snapshot.openapi;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which properties are {@code readOnly}: a request need not have those, even where they are
 * required (OpenAPI 3.0.3 "Schema Object", Fixed Fields).
 */
final class ReadOnlyNames {
  private final References references;
  private final Effort effort;

  /**
   * A schema and those around it, of which it is a part by {@code allOf}.
   *
   * @param around null: none
   */
  record Whole(At at, @Nullable Whole around) {}

  ReadOnlyNames(References references, Effort effort) {
    this.references = references;
    this.effort = effort;
  }

  boolean is(String property, Whole whole) {
    Set<String> seen = new HashSet<>();
    for (Whole each = whole; each != null; each = each.around()) {
      if (is(property, each.at(), seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(String property, At schema, Set<String> seen) {
    if (!fresh(schema, seen)) {
      return false;
    }
    At properties = schema.child("properties");
    if (properties.node().has(property) && readOnly(properties.child(property), new HashSet<>())) {
      return true;
    }
    if (schema.node().has(References.REF) && is(property, references.target(schema), seen)) {
      return true;
    }
    for (At part : schema.child("allOf").items()) {
      if (is(property, part, seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean readOnly(At schema, Set<String> seen) {
    if (!fresh(schema, seen)) {
      return false;
    }
    if (schema.node().path("readOnly").asBoolean()) {
      return true;
    }
    if (schema.node().has(References.REF) && readOnly(references.target(schema), seen)) {
      return true;
    }
    for (At part : schema.child("allOf").items()) {
      if (readOnly(part, seen)) {
        return true;
      }
    }
    return false;
  }

  private boolean fresh(At schema, Set<String> seen) {
    effort.spend();
    return schema.node().isObject() && seen.add(schema.pointer());
  }
}

package dev.sluice.snapshot.openapi;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says of the types of its values. A parameter is a text; whether {@code 5} is a
 * number or a text only its schema tells.
 *
 * @param types empty: any
 * @param items of arrays; null: any
 * @param properties of objects; those that are missing may be anything
 */
record Shape(Set<Type> types, @Nullable Shape items, Map<String, Shape> properties) {
  private static final Shape ANY = new Shape(Set.of(), null, Map.of());

  Shape {
    types = Set.copyOf(types);
    properties = Map.copyOf(properties);
  }

  enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    ARRAY,
    OBJECT
  }

  /** Whether it can be of that type. */
  boolean may(Type type) {
    return types.isEmpty() || types.contains(type);
  }

  /** Whether the schema says that it can be. */
  boolean says(Type type) {
    return types.contains(type);
  }

  /** Whether it can be a value that a single text stands for. */
  boolean single() {
    return may(Type.TEXT) || may(Type.NUMBER) || may(Type.BOOLEAN);
  }

  /** The same, where the schema says so. */
  boolean saysSingle() {
    return says(Type.TEXT) || says(Type.NUMBER) || says(Type.BOOLEAN);
  }

  /** Whether one text could be two of its values. */
  boolean ambiguous() {
    return may(Type.TEXT) && (may(Type.NUMBER) || may(Type.BOOLEAN));
  }

  Shape ofItems() {
    return items == null ? ANY : items;
  }

  Shape ofProperty(String name) {
    return properties.getOrDefault(name, ANY);
  }
}

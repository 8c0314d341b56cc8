package dev.sluice.snapshot.schema;

import org.jspecify.annotations.Nullable;

/**
 * Where something does not meet its schema: never what stands there.
 *
 * @param pointer to the value (RFC 6901), or to what holds it where its own would be too long
 * @param keyword of the schema, such as {@code required}
 * @param property the one that is missing, or that must not be; null: it is about the value itself
 */
public record Violation(String pointer, String keyword, @Nullable String property) {}

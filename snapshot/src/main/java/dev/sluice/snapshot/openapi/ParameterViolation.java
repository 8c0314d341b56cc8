package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.Violation;

/**
 * Where a parameter does not hold: never what stands there.
 *
 * @param in {@code path}, {@code query}, {@code header} or {@code cookie}
 * @param name as in the document
 */
public record ParameterViolation(String in, String name, Violation violation) {}

package dev.sluice.standalone.folder.schema;

/**
 * Something that is wrong with an object.
 *
 * @param field such as {@code spec.rules[2].name}; empty: the whole object
 * @param message what is wrong, or what to write instead
 */
public record Flaw(String field, String message) {}

package dev.sluice.operator.compile;

import dev.sluice.operator.input.DocumentObject;
import dev.sluice.snapshot.route.Document;
import org.jspecify.annotations.Nullable;

/**
 * A document that requests are to be held to, checked.
 *
 * @param key under which it stands; empty where that cannot be told
 * @param source as written
 * @param document what can be used; null: nothing
 * @param error what is wrong with the source, and what to write instead, or null
 */
public record CheckedDocument(
    String key, String source, @Nullable Document document, @Nullable String error) {

  /**
   * Which one, and what it should be.
   *
   * @param key empty: the only one
   */
  public record Name(DocumentObject.Name object, String key, Kind kind) {}

  /** What a document is read as. */
  public enum Kind {
    JSON_SCHEMA
  }
}

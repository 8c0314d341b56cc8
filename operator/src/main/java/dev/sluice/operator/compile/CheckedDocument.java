package dev.sluice.operator.compile;

import dev.sluice.operator.input.DocumentObject;
import dev.sluice.snapshot.route.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that requests are to be held to, checked.
 *
 * @param key under which it stands; empty where that cannot be told
 * @param source as written
 * @param document what can be used; null: nothing
 * @param error what is wrong with the source, and what to write instead, or null
 * @param unchecked what it demands that nobody checks, each in words
 */
public record CheckedDocument(
    String key,
    String source,
    @Nullable Document document,
    @Nullable String error,
    List<String> unchecked) {
  public CheckedDocument {
    unchecked = List.copyOf(unchecked);
  }

  /** One that cannot be used. */
  static CheckedDocument broken(String key, String source, String error) {
    return new CheckedDocument(key, source, null, error, List.of());
  }

  /**
   * Which one, and what it should be.
   *
   * @param key empty: the only one
   */
  public record Name(DocumentObject.Name object, String key, Kind kind) {}

  /** What a document is read as. */
  public sealed interface Kind {
    record JsonSchema() implements Kind {}

    /**
     * @param basePath what stands before its paths; null: what it says itself
     */
    record OpenApi(@Nullable String basePath) implements Kind {}
  }
}

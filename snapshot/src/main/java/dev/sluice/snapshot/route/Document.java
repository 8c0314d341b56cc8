package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.id.EntryKey;

/**
 * A document that requests are checked against.
 *
 * @param id of the text
 * @param text JSON
 */
public record Document(DocumentId id, String text) implements Entry {
  public Document {
    if (!id.equals(DocumentId.of(text))) {
      throw new IllegalArgumentException("another text than that of " + id);
    }
  }

  /** Named by its text. */
  public static Document of(String text) {
    return new Document(DocumentId.of(text), text);
  }

  @Override
  public EntryKey key() {
    return EntryKey.document(id);
  }

  @Override
  public String toString() {
    return "Document[" + id + "]";
  }
}

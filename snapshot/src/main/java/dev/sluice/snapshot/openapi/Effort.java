package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.SchemaError;

/**
 * What it may take to look through the schemas of a document: those that refer to each other in
 * many ways could be looked at without end.
 */
final class Effort {
  private int left = 2_000_000;

  /** One schema more. */
  void spend() {
    if (--left < 0) {
      throw new SchemaError("", "its schemas refer to each other too often; split the document");
    }
  }
}

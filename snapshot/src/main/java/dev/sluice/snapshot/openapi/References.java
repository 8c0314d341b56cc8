package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Follows references, which lead to somewhere in the same document. */
final class References {
  static final String REF = "$ref";

  /** References that lead to references. */
  private static final int LONGEST = 32;

  private final JsonNode document;

  References(JsonNode document) {
    this.document = document;
  }

  /** What stands there, or where that refers to. */
  At followed(At at) {
    At here = at;
    for (int i = 0; here.node().path(REF).isTextual(); i++) {
      if (i == LONGEST) {
        throw at.error(REF, "it refers to itself without end");
      }
      here = target(here);
    }
    return here;
  }

  /** Where an object with a reference refers to. */
  At target(At at) {
    String reference = at.node().path(REF).asText();
    if (!reference.startsWith("#/")) {
      throw at.error(
          REF,
          "'"
              + reference
              + "' is not in this document, and nothing is ever fetched; copy it here, and refer to"
              + " it as #/components/schemas/name, or where it belongs");
    }
    JsonPointer pointer;
    try {
      String decoded =
          URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
      pointer = JsonPointer.compile(decoded);
    } catch (IllegalArgumentException e) {
      throw at.error(REF, "'" + reference + "' is no pointer into this document");
    }
    JsonNode node = document.at(pointer);
    if (node.isMissingNode()) {
      throw at.error(REF, "'" + reference + "' leads nowhere in this document");
    }
    return new At(node, pointer.toString());
  }
}

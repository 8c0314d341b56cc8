package dev.sluice.snapshot.id;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Names a document by what it says: rules that are held to the same one share it, whatever it is
 * called, and a rule never meets another version of it than the one it was compiled for.
 *
 * @param sha256 in hex
 */
public record DocumentId(String sha256) {
  public DocumentId {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("document id: " + sha256);
    }
  }

  public static DocumentId of(String text) {
    return new DocumentId(
        HexFormat.of().formatHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  @Override
  public String toString() {
    return sha256;
  }
}

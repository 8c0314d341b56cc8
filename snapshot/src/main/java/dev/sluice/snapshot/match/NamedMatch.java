package dev.sluice.snapshot.match;

/**
 * A match on one named value.
 *
 * @param name lower case for headers (RFC 9110 §5.1); as written for query parameters and cookies
 */
public record NamedMatch(String name, ValueMatch value) {
  public NamedMatch {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name of a match is empty");
    }
  }
}

package dev.sluice.snapshot.filter;

/**
 * A new JSON body, made of the one that comes.
 *
 * @param expression JMESPath, as {@link JsonExpression} reads it
 * @param maxBytes of the body that comes, 1 to 1,048,576: it is held as a whole
 */
public record BodyEdit(String expression, int maxBytes) {
  public BodyEdit {
    if (maxBytes < 1 || maxBytes > 1 << 20) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes);
    }
  }
}

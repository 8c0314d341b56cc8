package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.id.DocumentId;

/**
 * Lets bodies through that are JSON and meet a schema.
 *
 * @param schema the document that holds it
 * @param source what people call it, such as {@code ConfigMap web/orders order.json}
 * @param maxBytes of a body, 1 to 1,048,576: it is held as a whole
 */
public record JsonSchemaCheck(DocumentId schema, String source, int maxBytes)
    implements FilterConfig {
  public JsonSchemaCheck {
    if (maxBytes < 1 || maxBytes > 1 << 20) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes);
    }
  }

  @Override
  public Phase phase() {
    return Phase.VALIDATION;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.jsonSchemaCheck(this);
  }
}

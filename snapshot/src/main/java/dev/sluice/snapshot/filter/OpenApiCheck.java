package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.id.DocumentId;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through that an OpenAPI document describes.
 *
 * @param document that holds it, as JSON
 * @param source what people call it, such as {@code ConfigMap web/petstore openapi.yaml}
 * @param basePath what stands before its paths; null: the path of its first server
 * @param maxBytes of a body that is checked, 1 to 1,048,576: it is held as a whole
 */
public record OpenApiCheck(
    DocumentId document, String source, @Nullable String basePath, int maxBytes)
    implements FilterConfig {
  public OpenApiCheck {
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
    return cases.openApiCheck(this);
  }
}

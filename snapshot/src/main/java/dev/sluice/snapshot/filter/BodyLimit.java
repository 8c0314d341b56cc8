package dev.sluice.snapshot.filter;

/**
 * How large a request's body may be.
 *
 * @param maxBytes at least 0
 */
public record BodyLimit(long maxBytes) implements FilterConfig {
  public BodyLimit {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes);
    }
  }

  @Override
  public Phase phase() {
    return Phase.VALIDATION;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.bodyLimit(this);
  }
}

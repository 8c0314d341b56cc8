package dev.sluice.snapshot.filter;

import org.jspecify.annotations.Nullable;

/**
 * Edits the header section, and the body where that is not null, that the client sees; Sluice's own
 * answers included.
 */
public record ResponseEdit(HeaderEdits headers, @Nullable BodyEdit body) implements FilterConfig {
  /** Of the header section alone. */
  public ResponseEdit(HeaderEdits headers) {
    this(headers, null);
  }

  @Override
  public Phase phase() {
    return Phase.TRANSFORM;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.responseEdit(this);
  }
}

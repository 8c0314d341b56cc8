package dev.sluice.snapshot.filter;

import org.jspecify.annotations.Nullable;

/** Edits the header section, and the body where that is not null, that the upstream sees. */
public record RequestEdit(HeaderEdits headers, @Nullable BodyEdit body) implements FilterConfig {
  /** Of the header section alone. */
  public RequestEdit(HeaderEdits headers) {
    this(headers, null);
  }

  @Override
  public Phase phase() {
    return Phase.TRANSFORM;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.requestEdit(this);
  }
}

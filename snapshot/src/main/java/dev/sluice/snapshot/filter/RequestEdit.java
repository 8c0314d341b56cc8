package dev.sluice.snapshot.filter;

/** Edits the header section that the upstream sees. */
public record RequestEdit(HeaderEdits headers) implements FilterConfig {
  @Override
  public Phase phase() {
    return Phase.TRANSFORM;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.requestEdit(this);
  }
}

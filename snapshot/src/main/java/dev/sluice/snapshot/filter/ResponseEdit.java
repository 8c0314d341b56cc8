package dev.sluice.snapshot.filter;

/** Edits the header section that the client sees; Sluice's own answers included. */
public record ResponseEdit(HeaderEdits headers) implements FilterConfig {
  @Override
  public Phase phase() {
    return Phase.TRANSFORM;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.responseEdit(this);
  }
}

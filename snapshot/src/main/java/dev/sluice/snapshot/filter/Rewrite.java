package dev.sluice.snapshot.filter;

import org.jspecify.annotations.Nullable;

/**
 * Changes the host and the path that the upstream sees. Matching is over by then.
 *
 * @param hostname what Host or :authority becomes; null: as the client sent it
 * @param path what the path becomes; null: as the client sent it. The query is kept.
 */
public record Rewrite(@Nullable String hostname, @Nullable PathRewrite path)
    implements FilterConfig {

  @Override
  public Phase phase() {
    return Phase.TRANSFORM;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.rewrite(this);
  }
}

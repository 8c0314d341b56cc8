package dev.sluice.snapshot.action;

import dev.sluice.snapshot.filter.PathRewrite;
import org.jspecify.annotations.Nullable;

/**
 * Sends the client elsewhere; what is null stays as the request had it.
 *
 * @param port 0: the scheme's own where the scheme changes, else the request's
 * @param status 301, 302, 303, 307 or 308 (RFC 9110 §15.4)
 */
public record Redirect(
    @Nullable String scheme,
    @Nullable String hostname,
    int port,
    @Nullable PathRewrite path,
    int status)
    implements Action {
  public Redirect {
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
      throw new IllegalArgumentException("redirect status: " + status);
    }
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.redirect(this);
  }
}

package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;

/**
 * What most requests of one connection have in common, made once: they are for one host, and
 * backends are told the same of the client.
 */
public final class ConnectionTexts {
  /** The last one's. */
  String authority = "";

  private @Nullable ForwardedLines forwarded;

  ForwardedLines forwarded() {
    ForwardedLines lines = forwarded;
    if (lines == null) {
      lines = new ForwardedLines();
      forwarded = lines;
    }
    return lines;
  }
}

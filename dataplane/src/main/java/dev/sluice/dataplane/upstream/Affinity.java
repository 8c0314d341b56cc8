package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.upstream.Balancing;
import org.jspecify.annotations.Nullable;

/** The cookie by which clients of a rule come back to the endpoint that they had (RFC 6265). */
final class Affinity {
  private static final HeaderName SET_COOKIE = HeaderName.of("set-cookie");

  private final String cookie;
  private final String attributes;
  private final boolean always;

  Affinity(Balancing.Affinity config) {
    cookie = config.cookie();
    String site =
        switch (config.sameSite()) {
          case STRICT -> "Strict";
          case LAX -> "Lax";
          case NONE -> "None";
        };
    attributes =
        "; Path="
            + config.path()
            + (config.ttlSeconds() == 0 ? "" : "; Max-Age=" + config.ttlSeconds())
            + "; HttpOnly; SameSite="
            + site;
    // Browsers drop it else.
    always = config.sameSite() == Balancing.SameSite.NONE;
  }

  /** What the client says that its endpoint is called; null: nothing. */
  @Nullable String token(Exchange exchange) {
    return exchange.request().cookie(cookie);
  }

  /** Tells the client, unless it said so itself. */
  void keep(Exchange exchange, ResponseHead head, @Nullable String said, @Nullable String token) {
    if (token != null && !token.equals(said)) {
      boolean secure = always || exchange.client().tls();
      head.headers()
          .add(SET_COOKIE, cookie + '=' + token + attributes + (secure ? "; Secure" : ""));
    }
  }
}

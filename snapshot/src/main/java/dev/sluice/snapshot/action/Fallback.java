package dev.sluice.snapshot.action;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers when the backends do not: no endpoint, no connection, an open circuit, a timeout, or
 * 502, 503, 504 from the gateway itself. Exactly one of the two.
 *
 * @param backends others, by weight; empty: none
 */
public record Fallback(List<Proxy.Backend> backends, @Nullable Respond respond) {
  public Fallback {
    backends = List.copyOf(backends);
    if (backends.isEmpty() == (respond == null)) {
      throw new IllegalArgumentException("fallback: backends, or a response");
    }
  }
}

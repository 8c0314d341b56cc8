package dev.sluice.snapshot.action;

import dev.sluice.snapshot.id.UpstreamId;
import java.util.List;

/**
 * Forwards to one of several backends, chosen by weight.
 *
 * @param backends at least one; a share whose backend cannot be resolved keeps its weight and
 *     answers 500 (Gateway API, HTTPBackendRef)
 */
public record Proxy(List<Backend> backends) implements Action {
  public Proxy {
    backends = List.copyOf(backends);
    if (backends.isEmpty()) {
      throw new IllegalArgumentException("no backends");
    }
  }

  /**
   * One backend and its share.
   *
   * @param weight 0 to 1,000,000; 0 gets nothing
   */
  public record Backend(UpstreamId upstream, int weight, boolean resolved) {
    public Backend {
      if (weight < 0 || weight > 1_000_000) {
        throw new IllegalArgumentException("weight: " + weight);
      }
    }
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.proxy(this);
  }
}

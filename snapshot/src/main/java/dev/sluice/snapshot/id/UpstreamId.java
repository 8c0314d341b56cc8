package dev.sluice.snapshot.id;

import dev.sluice.snapshot.upstream.Protocol;

/**
 * Names an upstream: a Service port spoken to in one protocol. Pools, breakers and balancers are
 * keyed by it and survive every snapshot.
 */
public record UpstreamId(ServicePort servicePort, Protocol protocol) {
  @Override
  public String toString() {
    return servicePort + " " + protocol;
  }
}

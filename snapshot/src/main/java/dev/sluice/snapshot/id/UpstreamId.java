package dev.sluice.snapshot.id;

import dev.sluice.snapshot.upstream.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Names an upstream: a Service port spoken to in one protocol. Pools, breakers and balancers are
 * keyed by it and survive every snapshot.
 *
 * @param tls null: in clear
 */
public record UpstreamId(ServicePort servicePort, Protocol protocol, @Nullable UpstreamTls tls) {
  public UpstreamId {
    if (protocol == Protocol.EITHER && tls == null) {
      throw new IllegalArgumentException("a protocol is chosen within TLS alone: " + servicePort);
    }
  }

  /** In clear. */
  public UpstreamId(ServicePort servicePort, Protocol protocol) {
    this(servicePort, protocol, null);
  }

  /** What is spoken to it, and within TLS to whom: as metrics and people are told. */
  public String spoken() {
    return protocol + (tls == null ? "" : " TLS " + tls.hostname());
  }

  @Override
  public String toString() {
    return servicePort + " " + spoken();
  }
}

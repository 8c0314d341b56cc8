package dev.sluice.snapshot.id;

import dev.sluice.snapshot.upstream.Protocol;
import java.util.Objects;
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

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UpstreamId o
        && servicePort.equals(o.servicePort)
        && protocol == o.protocol
        && Objects.equals(tls, o.tls);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * servicePort.hashCode() + protocol.ordinal()) + Objects.hashCode(tls);
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

package dev.sluice.snapshot.upstream;

import org.jspecify.annotations.Nullable;

/**
 * One place that serves a Service port.
 *
 * @param address an IPv4 or IPv6 literal, or a DNS name where the Service is of type ExternalName
 * @param port 1 to 65535, the port of the pod rather than of the Service
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
  public Endpoint {
    if (address.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("endpoint: " + address + ":" + port);
    }
  }

  // Written out, here and in hashCode: see the package of ids.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Endpoint o && port == o.port && address.equals(o.address);
  }

  @Override
  public int hashCode() {
    return 31 * address.hashCode() + port;
  }

  @Override
  public int compareTo(Endpoint other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
  }

  @Override
  public String toString() {
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }
}

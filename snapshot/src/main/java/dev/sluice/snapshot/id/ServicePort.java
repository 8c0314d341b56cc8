package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/** Names one port of one Service, by the Service's own port number (1 to 65535). */
public record ServicePort(String namespace, String service, int port)
    implements Comparable<ServicePort> {
  public ServicePort {
    if (namespace.isEmpty() || service.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("service port: " + namespace + "/" + service + ":" + port);
    }
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServicePort o
        && port == o.port
        && namespace.equals(o.namespace)
        && service.equals(o.service);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * namespace.hashCode() + service.hashCode()) + port;
  }

  @Override
  public int compareTo(ServicePort other) {
    int byNamespace = namespace.compareTo(other.namespace);
    if (byNamespace != 0) {
      return byNamespace;
    }
    int byService = service.compareTo(other.service);
    return byService != 0 ? byService : Integer.compare(port, other.port);
  }

  @Override
  public String toString() {
    return namespace + "/" + service + ":" + port;
  }
}

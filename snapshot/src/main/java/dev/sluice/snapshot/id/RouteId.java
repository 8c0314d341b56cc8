package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/** Names one ApiRoute. */
public record RouteId(String namespace, String name) implements Comparable<RouteId> {
  public RouteId {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("route id: " + namespace + "/" + name);
    }
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RouteId o && namespace.equals(o.namespace) && name.equals(o.name);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  @Override
  public int compareTo(RouteId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}

package dev.sluice.snapshot.id;

/** Names one ApiRoute. */
public record RouteId(String namespace, String name) implements Comparable<RouteId> {
  public RouteId {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("route id: " + namespace + "/" + name);
    }
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

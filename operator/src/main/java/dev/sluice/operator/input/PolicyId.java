package dev.sluice.operator.input;

/** Names one RateLimitPolicy. */
public record PolicyId(String namespace, String name) implements Comparable<PolicyId> {
  public PolicyId {
    if (namespace.isEmpty() || name.isEmpty()) {
      throw new IllegalArgumentException("policy id: " + namespace + "/" + name);
    }
  }

  @Override
  public int compareTo(PolicyId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}

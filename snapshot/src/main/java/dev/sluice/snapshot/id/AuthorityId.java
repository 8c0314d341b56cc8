package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/**
 * Names CA certificates by the object that holds them.
 *
 * @param key of the object's data
 */
public record AuthorityId(Kind kind, String namespace, String name, String key)
    implements Comparable<AuthorityId> {
  public AuthorityId {
    if (namespace.isEmpty() || name.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException("authority id: " + namespace + "/" + name + "/" + key);
    }
  }

  /** The kinds of object that may hold CA certificates. */
  public enum Kind {
    CONFIG_MAP("ConfigMap"),
    SECRET("Secret");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As Kubernetes writes it. */
    public String text() {
      return text;
    }
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AuthorityId o
        && kind == o.kind
        && namespace.equals(o.namespace)
        && name.equals(o.name)
        && key.equals(o.key);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * namespace.hashCode() + name.hashCode()) + key.hashCode())
        + kind.ordinal();
  }

  @Override
  public int compareTo(AuthorityId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return kind.text + " " + namespace + "/" + name + " " + key;
  }
}

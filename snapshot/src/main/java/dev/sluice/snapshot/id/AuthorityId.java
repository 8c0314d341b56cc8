package dev.sluice.snapshot.id;

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

  @Override
  public int compareTo(AuthorityId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return kind.text + " " + namespace + "/" + name + " " + key;
  }
}

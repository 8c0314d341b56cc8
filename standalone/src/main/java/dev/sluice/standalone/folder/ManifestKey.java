package dev.sluice.standalone.folder;

/** Names one object. */
public record ManifestKey(Kind kind, String namespace, String name)
    implements Comparable<ManifestKey> {
  @Override
  public int compareTo(ManifestKey other) {
    int byKind = kind.compareTo(other.kind);
    if (byKind != 0) {
      return byKind;
    }
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return kind.text() + " " + namespace + "/" + name;
  }
}

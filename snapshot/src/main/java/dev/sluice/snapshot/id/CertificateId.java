package dev.sluice.snapshot.id;

/** Names a serving certificate by the Secret that holds it. */
public record CertificateId(String namespace, String secret) implements Comparable<CertificateId> {
  public CertificateId {
    if (namespace.isEmpty() || secret.isEmpty()) {
      throw new IllegalArgumentException("certificate id: " + namespace + "/" + secret);
    }
  }

  @Override
  public int compareTo(CertificateId other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : secret.compareTo(other.secret);
  }

  @Override
  public String toString() {
    return namespace + "/" + secret;
  }
}

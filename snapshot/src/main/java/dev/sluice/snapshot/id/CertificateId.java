package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/** Names a serving certificate by the Secret that holds it. */
public record CertificateId(String namespace, String secret) implements Comparable<CertificateId> {
  public CertificateId {
    if (namespace.isEmpty() || secret.isEmpty()) {
      throw new IllegalArgumentException("certificate id: " + namespace + "/" + secret);
    }
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertificateId o
        && namespace.equals(o.namespace)
        && secret.equals(o.secret);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + secret.hashCode();
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

package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/**
 * Names one entry of a snapshot on the wire: {@code route/web/shop}, {@code
 * endpoints/web/cart/8080}, {@code certificate/web/shop-cert}, {@code
 * authority/ConfigMap/web/internal-ca/ca.crt}, {@code document/9f86d0…}, {@code fleet}, {@code
 * affinity}. Kubernetes names hold no slash, so the parts cannot run into each other.
 */
public record EntryKey(String text) implements Comparable<EntryKey> {
  /** There is one fleet only, and it has no other name here. */
  public static final EntryKey FLEET = new EntryKey("fleet");

  /** One for all. */
  public static final EntryKey AFFINITY = new EntryKey("affinity");

  public static EntryKey route(RouteId id) {
    return new EntryKey("route/" + id.namespace() + "/" + id.name());
  }

  public static EntryKey endpoints(ServicePort id) {
    return new EntryKey("endpoints/" + id.namespace() + "/" + id.service() + "/" + id.port());
  }

  public static EntryKey certificate(CertificateId id) {
    return new EntryKey("certificate/" + id.namespace() + "/" + id.secret());
  }

  public static EntryKey authority(AuthorityId id) {
    return new EntryKey(
        "authority/" + id.kind().text() + "/" + id.namespace() + "/" + id.name() + "/" + id.key());
  }

  public static EntryKey document(DocumentId id) {
    return new EntryKey("document/" + id.sha256());
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EntryKey o && text.equals(o.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(EntryKey other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

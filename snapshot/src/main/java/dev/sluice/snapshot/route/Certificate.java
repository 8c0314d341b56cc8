package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * A serving certificate with its private key. Never logged, never in a debug dump: {@link
 * #toString()} shows its name alone.
 *
 * @param chainPem leaf first
 * @param keyPem PKCS #8
 */
public record Certificate(CertificateId id, String chainPem, String keyPem) implements Entry {
  // Written out, here and in hashCode: see the package of ids.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Certificate o
        && id.equals(o.id)
        && chainPem.equals(o.chainPem)
        && keyPem.equals(o.keyPem);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + chainPem.hashCode();
  }

  @Override
  public EntryKey key() {
    return EntryKey.certificate(id);
  }

  @Override
  public String toString() {
    return "Certificate[" + id + "]";
  }
}

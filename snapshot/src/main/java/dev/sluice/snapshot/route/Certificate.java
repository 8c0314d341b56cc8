package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;

/**
 * A serving certificate with its private key. Never logged, never in a debug dump: {@link
 * #toString()} shows its name alone.
 *
 * @param chainPem leaf first
 * @param keyPem PKCS #8
 */
public record Certificate(CertificateId id, String chainPem, String keyPem) implements Entry {
  @Override
  public EntryKey key() {
    return EntryKey.certificate(id);
  }

  @Override
  public String toString() {
    return "Certificate[" + id + "]";
  }
}

package dev.sluice.snapshot.id;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream is spoken to over TLS. What it names are entries of their own, so that a rotation
 * leaves the upstream the same.
 *
 * @param hostname in lower case; what the certificate must be for, and SNI
 * @param authority null: the CAs of the system
 * @param certificate what is shown to an upstream that asks; null: nothing
 */
public record UpstreamTls(
    String hostname, @Nullable AuthorityId authority, @Nullable CertificateId certificate) {
  public UpstreamTls {
    if (hostname.isEmpty() || !hostname.equals(hostname.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("hostname: " + hostname);
    }
  }
}

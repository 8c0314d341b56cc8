package dev.sluice.snapshot.id;

import java.util.Locale;
import java.util.Objects;
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

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UpstreamTls o
        && hostname.equals(o.hostname)
        && Objects.equals(authority, o.authority)
        && Objects.equals(certificate, o.certificate);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * hostname.hashCode() + Objects.hashCode(authority))
        + Objects.hashCode(certificate);
  }
}

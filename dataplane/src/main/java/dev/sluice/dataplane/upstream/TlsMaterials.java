package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.dataplane.tls.Trusted;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that upstreams are spoken to with. What a snapshot no longer holds stays until
 * nothing is served from the snapshot before.
 */
final class TlsMaterials {
  private static final Logger LOG = LoggerFactory.getLogger(TlsMaterials.class);

  private final Map<AuthorityId, Authority> authorities = new HashMap<>();
  private final Map<CertificateId, Certificate> certificates = new HashMap<>();
  private Set<EntryKey> latest = Set.of();
  private boolean settled = true;

  /** Takes those of a snapshot. Returns what cannot be used, and why: the one before it stays. */
  Map<EntryKey, String> add(Collection<Entry> entries) {
    Map<EntryKey, String> problems = new HashMap<>();
    Set<EntryKey> keys = new HashSet<>();
    for (Entry entry : entries) {
      if (entry instanceof Authority authority) {
        keys.add(authority.key());
        if (!authority.equals(authorities.get(authority.id()))) {
          try {
            Trusted.by(authority);
            authorities.put(authority.id(), authority);
          } catch (GeneralSecurityException | IllegalArgumentException e) {
            problems.put(authority.key(), "CA certificates cannot be used");
          }
        }
      } else if (entry instanceof Certificate certificate) {
        keys.add(certificate.key());
        if (!certificate.equals(certificates.get(certificate.id()))) {
          try {
            KeyPair.of(certificate);
            certificates.put(certificate.id(), certificate);
          } catch (GeneralSecurityException | IllegalArgumentException e) {
            problems.put(certificate.key(), "its certificate and key cannot be used");
          }
        }
      }
    }
    latest = keys;
    settled = false;
    return problems;
  }

  /** Drops what the latest snapshot does not hold; whether there was any of it. */
  boolean settle() {
    if (settled) {
      return false;
    }
    settled = true;
    boolean any = authorities.values().removeIf(each -> !latest.contains(each.key()));
    return certificates.values().removeIf(each -> !latest.contains(each.key())) || any;
  }

  /**
   * What secures connections; null where it is not there.
   *
   * @param before stays where nothing has changed, or where what is new cannot be used
   */
  @Nullable ClientTls secure(@Nullable UpstreamTls how, @Nullable ClientTls before) {
    if (how == null) {
      return null;
    }
    @Nullable Authority authority =
        how.authority() == null ? null : authorities.get(how.authority());
    @Nullable Certificate certificate =
        how.certificate() == null ? null : certificates.get(how.certificate());
    if (how.authority() != null && authority == null
        || how.certificate() != null && certificate == null) {
      return null;
    }
    if (before != null && before.madeOf(authority, certificate)) {
      return before;
    }
    try {
      return ClientTls.of(how, authority, certificate);
    } catch (GeneralSecurityException | SSLException | IllegalArgumentException e) {
      LOG.error("what secures {} cannot be used: {}", how.hostname(), e.toString());
      return before;
    }
  }
}

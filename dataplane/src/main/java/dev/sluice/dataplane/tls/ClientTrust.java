package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The CAs that clients are verified by. One that cannot be used leaves the one before it in
 * service; one that no route names any more stays until the next snapshot comes, for requests are
 * served from the table before for a while.
 */
public final class ClientTrust {
  private record Made(Authority from, X509ExtendedTrustManager verifier) {}

  private volatile Map<AuthorityId, Made> made = Map.of();
  private Set<AuthorityId> latest = Set.of();

  /** Not on an event loop, one at a time. Returns what cannot be used, and why. */
  public synchronized Map<EntryKey, String> apply(Collection<Entry> entries) {
    Map<EntryKey, String> problems = new HashMap<>();
    Set<AuthorityId> named = named(entries);
    Map<AuthorityId, Made> now = new HashMap<>();
    for (AuthorityId id : latest) {
      Made before = made.get(id);
      if (before != null) {
        now.put(id, before);
      }
    }
    for (Entry entry : entries) {
      if (entry instanceof Authority authority && named.contains(authority.id())) {
        Made before = made.get(authority.id());
        if (before == null || !before.from().equals(authority)) {
          try {
            before = new Made(authority, Trusted.by(authority));
          } catch (GeneralSecurityException | IllegalArgumentException e) {
            problems.put(authority.key(), "CA certificates cannot be used");
          }
        }
        if (before != null) {
          now.put(authority.id(), before);
        }
      }
    }
    latest = named;
    made = now;
    return problems;
  }

  private static Set<AuthorityId> named(Collection<Entry> entries) {
    Set<AuthorityId> named = new HashSet<>();
    for (Entry entry : entries) {
      if (entry instanceof Route route && route.tls() != null) {
        ClientCertificates clients = route.tls().clientCertificates();
        if (clients != null && clients.authority() != null) {
          named.add(clients.authority());
        }
      }
    }
    return named;
  }

  /** Null: it is not known, and nobody is believed. */
  public @Nullable Authority authority(@Nullable AuthorityId id) {
    Made found = id == null ? null : made.get(id);
    return found == null ? null : found.from();
  }

  /**
   * The same one for as long as its certificates are; null as of {@link #authority}. Any thread.
   */
  public @Nullable X509ExtendedTrustManager verifier(@Nullable AuthorityId id) {
    Made found = id == null ? null : made.get(id);
    return found == null ? null : found.verifier();
  }
}

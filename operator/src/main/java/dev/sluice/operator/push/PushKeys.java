package dev.sluice.operator.push;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the replicas share: the serving pair, the authority that signs, and every authority that
 * data planes should trust meanwhile. Pure: what to renew follows from the time alone.
 *
 * @param trusted the signing authority first; the older ones until they expire
 */
record PushKeys(Issued serving, Issued authority, List<X509Certificate> trusted) {
  static final String CERTIFICATE = "tls.crt";
  static final String KEY = "tls.key";
  static final String AUTHORITY = "ca.crt";
  static final String AUTHORITY_KEY = "ca.key";

  /**
   * A new authority signs nothing for an hour, so that its certificate has reached every data plane
   * (a mounted ConfigMap takes a minute or two) before the first one meets its signature.
   */
  private static final Duration PUBLISHED_FIRST = Duration.ofHours(1);

  PushKeys {
    trusted = List.copyOf(trusted);
  }

  static PushKeys fresh(List<String> dnsNames, Instant now) {
    Issued authority = Issued.authority(now);
    return new PushKeys(
        authority.serving(dnsNames, now), authority, List.of(authority.certificate()));
  }

  /** What the Secret holds, with whatever is damaged, missing or old replaced. */
  static PushKeys mend(Map<String, String> secret, List<String> dnsNames, Instant now) {
    List<X509Certificate> trusted = trusted(secret.getOrDefault(AUTHORITY, ""), now);
    Issued signing = signing(trusted, secret.getOrDefault(AUTHORITY_KEY, ""), now);
    if (signing == null) {
      PushKeys fresh = fresh(dnsNames, now);
      return new PushKeys(fresh.serving, fresh.authority, join(fresh.trusted, trusted));
    }
    Issued serving = serving(secret, trusted, now);
    if (serving != null && aged(signing.certificate(), now)) {
      Issued next = Issued.authority(now);
      return new PushKeys(serving, next, join(List.of(next.certificate()), trusted));
    }
    boolean renew = serving == null || aged(serving.certificate(), now);
    boolean named = serving != null && names(serving.certificate()).containsAll(dnsNames);
    boolean published =
        signing.certificate().getNotBefore().toInstant().plus(PUBLISHED_FIRST).isBefore(now)
            || trusted.size() == 1;
    if (serving == null || ((renew || !named) && published)) {
      serving = signing.serving(dnsNames, now);
    }
    return new PushKeys(serving, signing, trusted);
  }

  /** Two thirds of its life have passed. */
  private static boolean aged(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
    return now.isAfter(from.plus(life.multipliedBy(2).dividedBy(3)));
  }

  private static List<X509Certificate> trusted(String pem, Instant now) {
    try {
      return Pem.certificates(pem).stream()
          .filter(certificate -> certificate.getNotAfter().toInstant().isAfter(now))
          .filter(certificate -> certificate.getBasicConstraints() >= 0)
          .toList();
    } catch (GeneralSecurityException e) {
      return List.of();
    }
  }

  private static @Nullable Issued signing(List<X509Certificate> trusted, String key, Instant now) {
    if (trusted.isEmpty()) {
      return null;
    }
    X509Certificate first = trusted.get(0);
    try {
      first.verify(first.getPublicKey());
      return new Issued(first, Pem.key(key, first.getPublicKey()));
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static @Nullable Issued serving(
      Map<String, String> secret, List<X509Certificate> trusted, Instant now) {
    try {
      X509Certificate certificate = Pem.certificates(secret.getOrDefault(CERTIFICATE, "")).get(0);
      boolean valid =
          certificate.getNotAfter().toInstant().isAfter(now)
              && trusted.stream().anyMatch(authority -> signed(certificate, authority));
      return valid
          ? new Issued(
              certificate, Pem.key(secret.getOrDefault(KEY, ""), certificate.getPublicKey()))
          : null;
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static boolean signed(X509Certificate certificate, X509Certificate authority) {
    try {
      certificate.verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static Set<String> names(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (GeneralSecurityException e) {
      return Set.of();
    }
    return names;
  }

  /** The first list, then what only the second has; at most four, so that nothing piles up. */
  static List<X509Certificate> join(List<X509Certificate> first, List<X509Certificate> second) {
    List<X509Certificate> joined = new ArrayList<>(first);
    second.stream().filter(c -> !joined.contains(c)).forEach(joined::add);
    return joined.size() > 4 ? List.copyOf(joined.subList(0, 4)) : joined;
  }

  Map<String, String> secret() {
    return Map.of(
        CERTIFICATE, Pem.certificates(List.of(serving.certificate())),
        KEY, Pem.key(serving.key()),
        AUTHORITY, Pem.certificates(trusted),
        AUTHORITY_KEY, Pem.key(authority.key()));
  }

  /** What data planes should trust: ours, and what they were told to trust before. */
  String published(String before, Instant now) {
    return Pem.certificates(join(trusted, trusted(before, now)));
  }

  @Override
  public String toString() {
    return "PushKeys[" + serving + ", " + authority + "]";
  }
}

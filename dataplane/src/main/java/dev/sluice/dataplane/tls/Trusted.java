package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.route.Authority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a peer's certificate must come from. */
public final class Trusted {
  private Trusted() {}

  /**
   * What verifies peers.
   *
   * @param authority null: the CAs of the system
   */
  public static X509ExtendedTrustManager by(@Nullable Authority authority)
      throws GeneralSecurityException {
    @Nullable KeyStore anchors = authority == null ? null : anchors(certificates(authority.pem()));
    return authority == null || authority.revoked() == null
        ? manager(anchors)
        : manager(Revocation.parameters(Objects.requireNonNull(anchors), authority.revoked()));
  }

  /**
   * What verifies one server, whatever the engine is told of names.
   *
   * @param authoritiesPem one of them has signed its certificate
   * @param name what its certificate is for
   * @throws GeneralSecurityException no certificates
   */
  public static X509ExtendedTrustManager server(String authoritiesPem, String name)
      throws GeneralSecurityException {
    return new TrustName(manager(anchors(certificates(authoritiesPem))), name);
  }

  /** Whose certificate any of them has signed; of none of them: nobody. */
  public static X509ExtendedTrustManager byAny(Collection<Authority> authorities)
      throws GeneralSecurityException {
    if (authorities.isEmpty()) {
      return new TrustNobody();
    }
    if (authorities.stream().allMatch(each -> each.revoked() == null)) {
      List<X509Certificate> all = new ArrayList<>();
      for (Authority authority : authorities) {
        all.addAll(certificates(authority.pem()));
      }
      return manager(anchors(all));
    }
    // What one takes back is for those it has signed: others may keep no list at all.
    List<X509ExtendedTrustManager> each = new ArrayList<>();
    for (Authority authority : authorities) {
      each.add(by(authority));
    }
    return new TrustAny(each);
  }

  private static KeyStore anchors(Collection<X509Certificate> certificates)
      throws GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      anchors.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    for (X509Certificate each : certificates) {
      anchors.setCertificateEntry("ca" + anchors.size(), each);
    }
    return anchors;
  }

  private static X509ExtendedTrustManager manager(@Nullable KeyStore anchors)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return extended(factory);
  }

  private static X509ExtendedTrustManager manager(ManagerFactoryParameters parameters)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(parameters);
    return extended(factory);
  }

  private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
      throws GeneralSecurityException {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }

  /** At least one. */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> all =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
    return all;
  }
}

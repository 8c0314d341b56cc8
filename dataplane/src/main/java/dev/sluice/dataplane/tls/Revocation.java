package dev.sluice.dataplane.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.util.Collection;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ManagerFactoryParameters;

/**
 * Verification by lists of what CAs have taken back (RFC 5280 §6.3). A certificate whose CA has no
 * list, or one that has expired, is not believed: nobody can tell whether it still holds. Nothing
 * is fetched from anywhere.
 */
final class Revocation {
  private Revocation() {}

  /**
   * @param lists as PEM, at least one
   */
  static ManagerFactoryParameters parameters(KeyStore anchors, String lists)
      throws GeneralSecurityException {
    Collection<? extends CRL> all =
        CertificateFactory.getInstance("X.509")
            .generateCRLs(new ByteArrayInputStream(lists.getBytes(StandardCharsets.US_ASCII)));
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no revocation list");
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
    parameters.setRevocationEnabled(true);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(all)));
    return new CertPathTrustManagerParameters(parameters);
  }
}

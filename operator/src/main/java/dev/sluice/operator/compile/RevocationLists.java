package dev.sluice.operator.compile;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;

/**
 * What CAs have taken back (RFC 5280 §5). Whether a list has expired is not looked at here: that it
 * does is no change that anything is compiled upon, and the data plane refuses by it.
 */
final class RevocationLists {
  private RevocationLists() {}

  /** Each list once, without what people write in between. At least one. */
  static String normal(String source) throws CRLException {
    Collection<? extends CRL> all;
    try {
      all =
          CertificateFactory.getInstance("X.509")
              .generateCRLs(new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)));
    } catch (CertificateException e) {
      throw new CRLException(e);
    }
    if (all.isEmpty()) {
      throw new CRLException("none");
    }
    StringBuilder pem = new StringBuilder();
    for (CRL each : new LinkedHashSet<CRL>(all)) {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'})
              .encodeToString(((X509CRL) each).getEncoded());
      pem.append("-----BEGIN X509 CRL-----\n").append(body).append("\n-----END X509 CRL-----\n");
    }
    return pem.toString();
  }
}

package dev.sluice.dataplane.exchange;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate that the client has shown in the handshake of one connection. Whether it is
 * believed is asked of the CA as it is now, once for each: a session that is resumed, and a
 * connection that is older than a rotation, have only been believed before. Of one event loop.
 */
public final class ShownCertificate {
  private final SSLEngine engine;
  private X509Certificate @Nullable [] chain;
  private @Nullable X509TrustManager believedBy;
  private @Nullable CertificateFields fields;

  /**
   * @param engine of the connection, for which the handshake need not be over yet
   */
  public ShownCertificate(SSLEngine engine) {
    this.engine = engine;
  }

  /** Whether there is one; after the handshake. */
  public boolean any() {
    return chain().length > 0;
  }

  private X509Certificate[] chain() {
    X509Certificate[] all = chain;
    if (all == null) {
      try {
        all =
            Arrays.stream(engine.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
      } catch (SSLPeerUnverifiedException e) {
        all = new X509Certificate[0];
      }
      chain = all;
    }
    return all;
  }

  /** Whether a CA is behind it, now. */
  public boolean believed(X509TrustManager verifier) {
    if (believedBy == verifier) {
      return true;
    }
    X509Certificate[] all = chain();
    if (all.length == 0) {
      return false;
    }
    try {
      verifier.checkClientTrusted(all, all[0].getPublicKey().getAlgorithm());
    } catch (CertificateException e) {
      return false;
    }
    believedBy = verifier;
    return true;
  }

  /** What backends are told of it. */
  CertificateFields fields() {
    CertificateFields made = fields;
    if (made == null) {
      made = CertificateFields.of(chain()[0]);
      fields = made;
    }
    return made;
  }
}

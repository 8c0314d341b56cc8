package dev.sluice.e2e.push;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Looks at a TLS port with the JDK's own client. */
final class Tls {
  private Tls() {}

  /** An open connection that trusts this authority, or an error. */
  static SSLSocket open(int port, String authorityPem, String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    Certificate authority =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(authorityPem.getBytes(StandardCharsets.US_ASCII)));
    trusted.setCertificateEntry("authority", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    var parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    return socket;
  }

  static boolean shows(int port, String authorityPem) throws Exception {
    try (SSLSocket socket = open(port, authorityPem, "h2")) {
      return socket.getSession().isValid();
    }
  }
}

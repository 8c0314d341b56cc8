package dev.sluice.dataplane.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes a server whom another one believes, and whose certificate is for a given name: a dNSName
 * of it (RFC 5280 section 4.2.1.6) is that name, or has {@code *} for its first label (RFC 9525
 * section 6.3).
 *
 * <p>The JDK compares names as well. But it reads all public CAs of the system for it, to whom it
 * forbids some names, at the first connection of a process and in the thread of that connection.
 */
final class TrustName extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;

  private final X509ExtendedTrustManager chain;
  private final String name;

  /**
   * @param chain whose word it takes for whom the certificate comes from
   * @param name of the server that is asked
   */
  TrustName(X509ExtendedTrustManager chain, String name) {
    this.chain = chain;
    this.name = name;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    this.chain.checkServerTrusted(chain, kind);
    Collection<List<?>> names = chain[0].getSubjectAlternativeNames();
    if (names == null || names.stream().noneMatch(this::covers)) {
      throw new CertificateException("a certificate that is not for " + name);
    }
  }

  /**
   * @param alternative its kind and its value
   */
  private boolean covers(List<?> alternative) {
    if (!Objects.equals(alternative.get(0), DNS_NAME)
        || !(alternative.get(1) instanceof String pattern)) {
      return false;
    }
    int label = name.indexOf('.');
    return pattern.startsWith("*.") && label > 0
        ? pattern.substring(1).equalsIgnoreCase(name.substring(label))
        : pattern.equalsIgnoreCase(name);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, kind);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, kind);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    throw new CertificateException("only servers have names");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, kind);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chain.getAcceptedIssuers();
  }
}

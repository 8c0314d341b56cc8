package dev.sluice.dataplane.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Believes whom any of several believes, each by its own rules. */
final class TrustAny extends X509ExtendedTrustManager {
  private final List<X509ExtendedTrustManager> each;

  /**
   * @param each at least one
   */
  TrustAny(List<X509ExtendedTrustManager> each) {
    this.each = List.copyOf(each);
  }

  private interface Check {
    void by(X509ExtendedTrustManager manager) throws CertificateException;
  }

  private void any(Check check) throws CertificateException {
    CertificateException refusal = new CertificateException("there is no CA to verify it by");
    for (X509ExtendedTrustManager manager : each) {
      try {
        check.by(manager);
        return;
      } catch (CertificateException e) {
        refusal = e;
      }
    }
    throw refusal;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
      throws CertificateException {
    any(manager -> manager.checkClientTrusted(chain, kind, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
      throws CertificateException {
    any(manager -> manager.checkClientTrusted(chain, kind, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    any(manager -> manager.checkClientTrusted(chain, kind));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable SSLEngine engine)
      throws CertificateException {
    any(manager -> manager.checkServerTrusted(chain, kind, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, @Nullable Socket socket)
      throws CertificateException {
    any(manager -> manager.checkServerTrusted(chain, kind, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    any(manager -> manager.checkServerTrusted(chain, kind));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return each.stream()
        .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
        .toArray(X509Certificate[]::new);
  }
}

package dev.sluice.standalone.main;

import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Certificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Connections over TLS that take any server, as {@code curl -k} does. */
final class TlsSockets {
  private TlsSockets() {}

  /**
   * @param own a client's certificate with its key, in PEM
   */
  static SSLSocket open(String serverName, int port, Path own) throws IOException {
    try {
      String pem = Files.readString(own);
      int key = pem.indexOf("-----BEGIN PRIVATE KEY");
      KeyPair pair =
          KeyPair.of(
              new Certificate(
                  new CertificateId("test", "own"), pem.substring(0, key), pem.substring(key)));
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("own", pair.key(), new char[0], pair.chain());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new Trusting()}, null);
      return (SSLSocket)
          context
              .getSocketFactory()
              .createSocket(new Socket("127.0.0.1", port), serverName, port, true);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}

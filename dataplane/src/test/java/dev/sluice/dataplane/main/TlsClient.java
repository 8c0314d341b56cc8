package dev.sluice.dataplane.main;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that takes any certificate, for it is the certificate that is asked about. */
record TlsClient(int port, String version, String refusedSignatures) {
  TlsClient(int port) {
    this(port, "TLSv1.3", "none");
  }

  /** What it got. */
  record Answer(X509Certificate leaf, String text) {}

  Answer ask(String serverName, String host) throws IOException, GeneralSecurityException {
    return ask("", serverName, host);
  }

  /** After bytes in clear, such as a PROXY header. */
  Answer ask(String before, String serverName, String host)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    Socket plain = new Socket("127.0.0.1", port);
    plain.getOutputStream().write(before.getBytes(StandardCharsets.ISO_8859_1));
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, port, true)) {
      socket.setSoTimeout(5_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      parameters.setProtocols(new String[] {version});
      parameters.setAlgorithmConstraints(new Refusing(refusedSignatures));
      socket.setSSLParameters(parameters);
      socket
          .getOutputStream()
          .write(
              ("GET /hello HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new Answer(
          (X509Certificate) socket.getSession().getPeerCertificates()[0],
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  /** Keeps what has this word in its name out of the client's signature algorithms. */
  private record Refusing(String word) implements AlgorithmConstraints {
    @Override
    public boolean permits(
        Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
      return !algorithm.toLowerCase(Locale.ROOT).contains(word)
          || !primitives.contains(CryptoPrimitive.SIGNATURE);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
      return true;
    }

    @Override
    public boolean permits(
        Set<CryptoPrimitive> primitives,
        String algorithm,
        Key key,
        AlgorithmParameters parameters) {
      return permits(primitives, algorithm, parameters);
    }
  }

  static final class Trusting implements X509TrustManager {
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

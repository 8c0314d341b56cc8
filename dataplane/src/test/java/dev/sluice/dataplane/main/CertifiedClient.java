package dev.sluice.dataplane.main;

import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.snapshot.route.Certificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A client that has a certificate of its own, or none, and remembers its sessions. */
final class CertifiedClient {
  private final int port;
  private final @Nullable Certificate own;
  private final SSLContext context;

  /**
   * @param own null: it has none
   */
  CertifiedClient(int port, @Nullable Certificate own) throws Exception {
    this.port = port;
    this.own = own;
    context = SSLContext.getInstance("TLS");
    context.init(keys(own), new TrustManager[] {new TlsClient.Trusting()}, null);
  }

  private static KeyManager @Nullable [] keys(@Nullable Certificate own) throws Exception {
    if (own == null) {
      return null;
    }
    return new KeyManager[] {new Showing(KeyPair.of(own))};
  }

  /** HTTP/2, frame by frame. */
  RawHttp2 raw(String serverName) throws IOException {
    SSLSocket socket = socket("TLSv1.3", serverName, "h2");
    socket.startHandshake();
    return RawHttp2.over(socket);
  }

  Connection open(String version, String serverName) throws IOException {
    SSLSocket socket = socket(version, serverName);
    socket.startHandshake();
    return new Connection(socket);
  }

  private SSLSocket socket(String version, String serverName, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(new Socket("127.0.0.1", port), serverName, port, true);
    socket.setSoTimeout(5_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** One request over a connection of its own. */
  String ask(String version, String serverName, String... headers) throws IOException {
    try (Connection connection = open(version, serverName)) {
      return connection.ask(serverName, headers);
    }
  }

  /** Status and body of one request over HTTP/2. */
  String http2(String serverName, String host, String... headers) throws Exception {
    Vertx vertx = Vertx.vertx();
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setSsl(true)
            .setUseAlpn(true)
            .setForceSni(true)
            .setTrustAll(true)
            .setVerifyHost(false);
    if (own != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(own.chainPem()))
              .addKeyValue(Buffer.buffer(own.keyPem())));
    }
    RequestOptions asked =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
            .setHost(serverName)
            .setPort(443)
            .setURI("/hello");
    for (String header : headers) {
      asked.putHeader(header.split(": ")[0], header.split(": ")[1]);
    }
    HttpClient client = vertx.createHttpClient(options);
    try {
      return client
          .request(asked)
          .compose(request -> request.authority(HostAndPort.create(host, 443)).send())
          .compose(response -> response.body().map(body -> response.statusCode() + " " + body))
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } finally {
      client.close();
      vertx.close();
    }
  }

  /** One that stays. */
  record Connection(SSLSocket socket) implements AutoCloseable {
    String ask(String host, String... headers) throws IOException {
      say("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n" + lines(headers) + "\r\n");
      String answer = Running.answer(socket.getInputStream());
      if (answer.isEmpty()) {
        throw new IOException("closed");
      }
      return answer;
    }

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    boolean closed() throws IOException {
      return socket.getInputStream().read() < 0;
    }

    private static String lines(String... headers) {
      return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}

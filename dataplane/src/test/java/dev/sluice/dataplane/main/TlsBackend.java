package dev.sluice.dataplane.main;

import dev.sluice.snapshot.route.Certificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** A backend that says in which protocol, under which name and by whom it was asked. */
final class TlsBackend implements AutoCloseable {
  final AtomicInteger accepted = new AtomicInteger();
  final Set<Object> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private @Nullable HttpServer server;

  /**
   * @param own null: in clear
   * @param client whose certificate is demanded; null: nobody's
   * @param protocols what it agrees to speak (ALPN)
   */
  static TlsBackend of(
      Vertx vertx, @Nullable Certificate own, @Nullable Certificate client, String... protocols)
      throws Exception {
    TlsBackend made = new TlsBackend();
    HttpServerOptions options = new HttpServerOptions();
    if (own != null) {
      options
          .setSsl(true)
          .setSni(true)
          .setUseAlpn(true)
          .setAlpnVersions(
              Arrays.stream(protocols)
                  .map(name -> name.equals("h2") ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                  .toList())
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .addCertValue(Buffer.buffer(own.chainPem()))
                  .addKeyValue(Buffer.buffer(own.keyPem())));
    }
    if (client != null) {
      options
          .setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(client.chainPem())));
    }
    made.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> made.accepted.incrementAndGet())
            .requestHandler(made::answer)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return made;
  }

  private void answer(HttpServerRequest request) {
    requests.incrementAndGet();
    connections.add(request.connection());
    request
        .response()
        .end(
            request.version()
                + " for "
                + request.connection().indicatedServerName()
                + " from "
                + client(request));
  }

  private static String client(HttpServerRequest request) {
    try {
      return request.connection().peerCertificates().stream()
          .findFirst()
          .map(each -> ((X509Certificate) each).getSubjectX500Principal().getName())
          .orElse("nobody");
    } catch (SSLPeerUnverifiedException | RuntimeException e) {
      return "nobody";
    }
  }

  int requests() {
    return requests.get();
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    server.close();
  }
}

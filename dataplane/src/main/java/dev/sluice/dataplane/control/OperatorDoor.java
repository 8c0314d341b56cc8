package dev.sluice.dataplane.control;

import dev.sluice.dataplane.tls.Engines;
import dev.sluice.dataplane.tls.Trusted;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Opens requests to operators: the token and the authorities are read anew each time, for both are
 * rotated under our feet. Confined to one event loop.
 */
final class OperatorDoor {
  /** A whole snapshot should not wait for round trips. */
  private static final int WINDOW_BYTES = 16 << 20;

  private final Vertx vertx;
  private final ControlOptions options;
  private @Nullable HttpClientAgent client;
  private String trusted = "";

  private record Papers(String token, String authorities) {}

  /**
   * A request that may be written to.
   *
   * @param client to be held for as long as the request goes on: Vert.x closes a client that nobody
   *     refers to any more, and its connections with it
   */
  record Opened(HttpClientRequest request, HttpClientAgent client) {}

  OperatorDoor(Vertx vertx, ControlOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  Future<Opened> request(SocketAddress address) {
    return vertx
        .executeBlocking(this::papers, false)
        .compose(
            papers -> {
              HttpClientAgent by;
              try {
                by = client(papers.authorities());
              } catch (GeneralSecurityException e) {
                return Future.failedFuture(
                    new GeneralSecurityException(options.caFile() + ": " + e.getMessage(), e));
              }
              return by.request(
                      new RequestOptions()
                          .setServer(address)
                          .setHost(options.serverName())
                          .setPort(address.port())
                          .setSsl(true)
                          .setMethod(HttpMethod.POST)
                          .setURI(Wire.PATH)
                          .putHeader("authorization", "Bearer " + papers.token()))
                  .map(request -> new Opened(request, by));
            });
  }

  private Papers papers() throws IOException {
    return new Papers(
        Files.readString(options.tokenFile()).strip(), Files.readString(options.caFile()));
  }

  /** New authorities are a new client; streams of the old one live on until they end. */
  private HttpClientAgent client(String authorities) throws GeneralSecurityException {
    HttpClientAgent before = client;
    if (before != null && authorities.equals(trusted)) {
      return before;
    }
    X509ExtendedTrustManager trust = Trusted.server(authorities, options.serverName());
    HttpClientAgent made =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2))
                // By trust, which knows the name.
                .setVerifyHost(false)
                .setSslEngineOptions(
                    Engines.nativeOne() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions())
                .setTrustOptions(TrustOptions.wrap(trust))
                .setConnectTimeout(5_000)
                .setHttp2MultiplexingLimit(1)
                .setHttp2KeepAliveTimeout(0)
                .setHttp2ConnectionWindowSize(WINDOW_BYTES)
                .setInitialSettings(
                    new Http2Settings()
                        .setInitialWindowSize(WINDOW_BYTES)
                        .setMaxFrameSize(256 * 1024)));
    client = made;
    trusted = authorities;
    return made;
  }
}

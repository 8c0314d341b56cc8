package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The questions of {@link Health.Active}, asked over connections of their own. */
final class Probes {
  /** Field 1 of HealthCheckResponse with the value SERVING (grpc.health.v1). */
  private static final Buffer SERVING = Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 1});

  private final Health.Active config;
  private final @Nullable ClientTls tls;
  private final HttpClient http;
  private final NetClient net;

  /**
   * @param protocol what the endpoints speak
   * @param tls null: in clear
   */
  Probes(Vertx vertx, Health.Active config, Protocol protocol, @Nullable ClientTls tls) {
    this.config = config;
    this.tls = tls;
    int timeout = (int) Math.min(config.timeoutMillis(), Integer.MAX_VALUE);
    boolean grpc = config.probe().kind() == Health.Kind.GRPC;
    // In clear, HTTP is asked for as any server of HTTP/2 understands it too.
    boolean http2 = grpc || tls != null && protocol != Protocol.HTTP1;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(timeout)
            .setKeepAlive(grpc)
            .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
            .setHttp2ClearTextUpgrade(false);
    NetClientOptions connect = new NetClientOptions().setConnectTimeout(timeout);
    if (tls != null) {
      options.setUseAlpn(true).setForceSni(true).setVerifyHost(true);
      secure(options, tls);
      connect.setHostnameVerificationAlgorithm("HTTPS");
      secure(connect, tls);
    }
    http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(64));
    net = vertx.createNetClient(connect);
  }

  private static void secure(ClientOptionsBase options, ClientTls tls) {
    options.setSsl(true).setTrustOptions(TrustOptions.wrap(tls.trust()));
    @Nullable Certificate shown = tls.certificate();
    if (shown != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertValue(Buffer.buffer(shown.chainPem()))
              .addKeyValue(Buffer.buffer(shown.keyPem())));
    }
  }

  /** Whether the endpoint is well; fails where it does not answer. */
  Future<Boolean> ask(Endpoint endpoint) {
    try {
      return question(endpoint).timeout(config.timeoutMillis(), TimeUnit.MILLISECONDS);
    } catch (IllegalStateException e) {
      // The data plane is ending, and its clients are closed.
      return Future.failedFuture(e);
    }
  }

  private Future<Boolean> question(Endpoint endpoint) {
    return switch (config.probe().kind()) {
      case HTTP ->
          request(endpoint, HttpMethod.GET, config.probe().path())
              .compose(request -> request.send())
              .map(response -> expected(response.statusCode()));
      case GRPC ->
          request(endpoint, HttpMethod.POST, "/grpc.health.v1.Health/Check")
              .compose(
                  request ->
                      request
                          .putHeader("content-type", "application/grpc")
                          .putHeader("te", "trailers")
                          .send(message(config.probe().service())))
              .compose(Probes::serving);
      case TCP ->
          net.connect(place(endpoint), name(endpoint))
              .compose(NetSocket::close)
              .map(closed -> true);
    };
  }

  /** What it says counts only where it says as well that the call went right. */
  private static Future<Boolean> serving(HttpClientResponse response) {
    return response
        .body()
        .map(body -> body.equals(SERVING) && "0".equals(response.getTrailer("grpc-status")));
  }

  private Future<io.vertx.core.http.HttpClientRequest> request(
      Endpoint endpoint, HttpMethod method, String path) {
    return http.request(
        new RequestOptions()
            .setMethod(method)
            .setServer(place(endpoint))
            .setHost(name(endpoint))
            .setPort(endpoint.port())
            .setURI(path)
            .setIdleTimeout(config.timeoutMillis())
            .putHeader("user-agent", "sluice-health"));
  }

  /** Where it is; within TLS, under the name that it must prove to have. */
  private SocketAddress place(Endpoint endpoint) {
    InetSocketAddress address = UpstreamLoop.address(endpoint);
    if (tls == null || address.isUnresolved()) {
      return SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address());
    }
    try {
      return SocketAddress.inetSocketAddress(
          new InetSocketAddress(
              InetAddress.getByAddress(tls.hostname(), address.getAddress().getAddress()),
              endpoint.port()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of strange length: " + endpoint, e);
    }
  }

  private String name(Endpoint endpoint) {
    return tls == null ? endpoint.address() : tls.hostname();
  }

  private boolean expected(int status) {
    return config.probe().statuses().isEmpty()
        ? status >= 200 && status < 400
        : config.probe().statuses().contains(status);
  }

  /** HealthCheckRequest with its gRPC prefix: not compressed, length. */
  private static Buffer message(String service) {
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    Buffer message = Buffer.buffer();
    if (name.length > 0) {
      message.appendByte((byte) 10);
      int length = name.length;
      while (length > 127) {
        message.appendByte((byte) (length & 127 | 128));
        length >>= 7;
      }
      message.appendByte((byte) length).appendBytes(name);
    }
    return Buffer.buffer().appendByte((byte) 0).appendInt(message.length()).appendBuffer(message);
  }

  void close() {
    http.close();
    net.close();
  }
}

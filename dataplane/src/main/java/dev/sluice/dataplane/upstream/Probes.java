package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Health;
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
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The questions of {@link Health.Active}, asked over connections of their own. */
final class Probes {
  /** Field 1 of HealthCheckResponse with the value SERVING (grpc.health.v1). */
  private static final Buffer SERVING = Buffer.buffer(new byte[] {0, 0, 0, 0, 2, 8, 1});

  private final Health.Active config;
  private final HttpClient http;
  private final NetClient net;

  Probes(Vertx vertx, Health.Active config) {
    this.config = config;
    int timeout = (int) Math.min(config.timeoutMillis(), Integer.MAX_VALUE);
    boolean grpc = config.probe().kind() == Health.Kind.GRPC;
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(timeout)
                .setKeepAlive(grpc)
                .setProtocolVersion(grpc ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false),
            new PoolOptions().setHttp1MaxSize(64));
    net = vertx.createNetClient(new NetClientOptions().setConnectTimeout(timeout));
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
              .compose(HttpClientResponse::body)
              .map(body -> body.equals(SERVING));
      case TCP ->
          net.connect(endpoint.port(), endpoint.address())
              .compose(NetSocket::close)
              .map(closed -> true);
    };
  }

  private Future<io.vertx.core.http.HttpClientRequest> request(
      Endpoint endpoint, HttpMethod method, String path) {
    return http.request(
        new RequestOptions()
            .setMethod(method)
            .setHost(endpoint.address())
            .setPort(endpoint.port())
            .setURI(path)
            .setIdleTimeout(config.timeoutMillis())
            .putHeader("user-agent", "sluice-health"));
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

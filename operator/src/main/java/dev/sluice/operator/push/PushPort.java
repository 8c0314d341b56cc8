package dev.sluice.operator.push;

import dev.sluice.snapshot.wire.ToOperator.Hello;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: TLS, HTTP/2, and who may come in. Lets nobody through whose token, pod, fleet and
 * schema do not fit. Confined to the event loop that opens it.
 */
final class PushPort {
  private static final Logger LOG = LoggerFactory.getLogger(PushPort.class);

  /** A system property, as data planes have it; {@code jdk} takes the JDK. */
  private static final String ENGINE = "sluice.tls.engine";

  private static final long HELLO_MILLIS = 10_000;
  private static final long CERTIFICATE_RETRY_MILLIS = 2_000;

  private final Vertx vertx;
  private final PushOptions options;
  private final PushCertificate certificate;
  private final Tokens tokens;
  private final Grumble grumble;
  private @Nullable HttpServer server;
  private @Nullable ServingPair serving;

  PushPort(
      Vertx vertx,
      PushOptions options,
      PushCertificate certificate,
      TokenCheck tokenCheck,
      Grumble grumble,
      LongSupplier millis) {
    this.vertx = vertx;
    this.options = options;
    this.certificate = certificate;
    this.tokens = new Tokens(vertx, tokenCheck, millis);
    this.grumble = grumble;
  }

  Future<Void> open(BiConsumer<PushStream, Hello> admit) {
    return pair()
        .recover(
            e -> {
              LOG.warn("push: no certificate yet: {}", e.toString());
              return vertx
                  .timer(CERTIFICATE_RETRY_MILLIS)
                  .compose(v -> Future.<ServingPair>failedFuture(e));
            })
        .transform(pair -> pair.succeeded() ? listen(pair.result(), admit) : open(admit));
  }

  private Future<ServingPair> pair() {
    return vertx.executeBlocking(certificate::current, true);
  }

  private Future<Void> listen(ServingPair pair, BiConsumer<PushStream, Hello> admit) {
    HttpServerOptions http =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2))
            .setKeyCertOptions(keys(pair))
            .setSslEngineOptions(engine())
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
            .setSslHandshakeTimeout(10)
            .setMaxHeaderSize(16 * 1024)
            .setTcpKeepAlive(true)
            .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(8));
    HttpServer made = vertx.createHttpServer(http);
    made.exceptionHandler(e -> grumble.about("connection", e.getClass().getSimpleName()));
    made.connectionHandler(
        connection ->
            connection.exceptionHandler(
                e -> grumble.about("connection", e.getClass().getSimpleName())));
    made.invalidRequestHandler(
        request -> {
          grumble.about("request", "not a request");
          request.connection().close();
        });
    made.requestHandler(request -> enter(request, admit));
    serving = pair;
    server = made;
    vertx.setPeriodic(options.renew().toMillis(), id -> renew(made));
    return made.listen(options.port())
        .onSuccess(v -> LOG.info("push: listens at port {}", made.actualPort()))
        .mapEmpty();
  }

  int port() {
    return server == null ? options.port() : server.actualPort();
  }

  Future<Void> close() {
    tokens.close();
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** Streams live on with the certificate they were opened with. */
  private void renew(HttpServer made) {
    pair()
        .compose(
            pair -> {
              if (pair.equals(serving)) {
                return Future.succeededFuture();
              }
              return made.updateSSLOptions(tls(pair))
                  .onSuccess(
                      v -> {
                        serving = pair;
                        LOG.info("push: serves a renewed certificate");
                      });
            })
        .onFailure(e -> grumble.about("certificate", "the previous one stays: " + e));
  }

  /** BoringSSL where its library is there for this machine, else the JDK. */
  static SSLEngineOptions engine() {
    return !"jdk".equals(System.getProperty(ENGINE)) && OpenSSLEngineOptions.isAvailable()
        ? new OpenSSLEngineOptions()
        : new JdkSSLEngineOptions();
  }

  private static PemKeyCertOptions keys(ServingPair pair) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(pair.chainPem()))
        .addKeyValue(Buffer.buffer(pair.keyPem()));
  }

  private static ServerSSLOptions tls(ServingPair pair) {
    return new ServerSSLOptions()
        .setKeyCertOptions(keys(pair))
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2"))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
  }

  private void enter(HttpServerRequest request, BiConsumer<PushStream, Hello> admit) {
    PushStream stream = new PushStream(request);
    if (request.version() != HttpVersion.HTTP_2) {
      refuse(stream, 505, "protocol", "HTTP/2 only");
      return;
    }
    if (!request.path().equals(Wire.PATH) || request.method() != HttpMethod.POST) {
      refuse(stream, 404, "path", "POST " + Wire.PATH + " only");
      return;
    }
    String authorization = request.getHeader("authorization");
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      refuse(stream, 401, "token", "no bearer token");
      return;
    }
    Future<TokenCheck.Verdict> verdict = tokens.check(authorization.substring(7).trim());
    long late = vertx.setTimer(HELLO_MILLIS, id -> refuse(stream, 408, "hello", "no hello"));
    Future.all(verdict, stream.hello())
        .onComplete(
            both -> {
              vertx.cancelTimer(late);
              if (stream.isClosed()) {
                return;
              }
              if (verdict.failed() || stream.hello().failed()) {
                refuse(stream, 400, "hello", "not a hello");
                return;
              }
              Hello hello = stream.hello().result();
              Optional<Refusal> refusal = verdict.result().on(new Judge(hello));
              if (refusal.isPresent()) {
                Refusal why = refusal.get();
                refuse(stream, why.status(), why.kind(), why.reason());
              } else if (hello.schema() < Wire.OLDEST_SCHEMA) {
                refuse(stream, 400, "schema", "schema " + hello.schema() + " is too old");
              } else if (!hello.fleet().equals(options.fleet())) {
                refuse(stream, 403, "fleet", "not of fleet " + options.fleet());
              } else {
                admit.accept(stream, hello);
              }
            });
  }

  private record Refusal(int status, String kind, String reason) {}

  /** Empty where the token is the hello's pod's. */
  private record Judge(Hello hello) implements TokenCheck.Verdict.Cases<Optional<Refusal>> {
    @Override
    public Optional<Refusal> allowed(TokenCheck.Verdict.Allowed allowed) {
      return allowed.pod().equals(hello.pod())
          ? Optional.empty()
          : Optional.of(
              new Refusal(403, "token", "the token of pod " + allowed.pod() + " for another"));
    }

    @Override
    public Optional<Refusal> refused(TokenCheck.Verdict.Refused refused) {
      return Optional.of(new Refusal(refused.status(), "token", refused.reason()));
    }

    @Override
    public Optional<Refusal> unknown(TokenCheck.Verdict.Unknown unknown) {
      return Optional.of(new Refusal(503, "token", unknown.reason()));
    }
  }

  private void refuse(PushStream stream, int status, String kind, String reason) {
    grumble.about(kind, reason);
    stream.refuse(status, reason);
  }
}

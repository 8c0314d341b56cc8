package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams whose bodies are held back, beside others of the same connection. */
class Http2HeldStreamTest {
  private static final UpstreamId H2 =
      new UpstreamId(Running.BACKEND.servicePort(), Protocol.HTTP2);
  private static final Buffer PIECE = Buffer.buffer(new byte[64 << 10]);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong written = new AtomicLong();

  /** Vert.x closes a client, and what it has open, when nobody refers to it any more. */
  private final List<HttpClient> clients = new ArrayList<>();

  private Running running;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    // One event loop, hence one connection to the backend.
    running = new Running(Duration.ZERO, 1);
    client = client();
    HttpServer server =
        vertx
            // Its own window shall not be what holds.
            .createHttpServer(new HttpServerOptions().setHttp2ConnectionWindowSize(64 << 20))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    running.apply(
        new Endpoints(H2.servicePort(), List.of(new Endpoint("127.0.0.1", server.actualPort()))),
        Running.route(
            "a.test",
            Running.rule("r", PathMatch.ANY, new Proxy(List.of(new Proxy.Backend(H2, 1, true))))));
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/sink" -> request.pause();
      case "/source" -> write(request.response().setChunked(true));
      default -> request.body().onSuccess(body -> request.response().end("got " + body.length()));
    }
  }

  /** Writes for as long as there is room. */
  private void write(WriteStream<Buffer> to) {
    to.drainHandler(again -> write(to));
    while (!to.writeQueueFull()) {
      to.write(PIECE);
      written.addAndGet(PIECE.length());
    }
  }

  private HttpClient client() {
    HttpClient made =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    clients.add(made);
    return made;
  }

  private Future<HttpClientRequest> request(HttpClient from, HttpMethod method, String path) {
    return from.request(
        new RequestOptions()
            .setMethod(method)
            .setServer(SocketAddress.inetSocketAddress(running.plane.httpPort(), "127.0.0.1"))
            .setHost("a.test")
            .setPort(80)
            .setURI(path));
  }

  private void others_are_served() throws Exception {
    Promise<Buffer> other = Promise.promise();
    // On one event loop: what comes before somebody asks for it is lost.
    vertx.runOnContext(
        now ->
            request(client, HttpMethod.POST, "/other")
                .compose(request -> request.send(Buffer.buffer(new byte[1_000_000])))
                .compose(HttpClientResponse::body)
                .onComplete(other));
    assertThat(other.future().await(10, TimeUnit.SECONDS).toString()).isEqualTo("got 1000000");
  }

  @Test
  void a_body_that_the_backend_does_not_read_holds_up_no_other() throws Exception {
    request(client, HttpMethod.POST, "/sink")
        .onSuccess(
            request -> {
              request.setChunked(true);
              write(request);
            })
        .await(10, TimeUnit.SECONDS);
    StreamingTest.stands(written);
    others_are_served();
  }

  @Test
  void a_body_that_the_client_does_not_read_holds_up_no_other() throws Exception {
    for (int i = 0; i < 20; i++) {
      // A connection for each, lest the windows of one client hold.
      request(client(), HttpMethod.GET, "/source")
          .compose(
              request -> {
                Future<HttpClientResponse> response = request.response();
                request.end();
                return response.onSuccess(HttpClientResponse::pause);
              })
          .await(10, TimeUnit.SECONDS);
    }
    StreamingTest.stands(written);
    others_are_served();
  }
}

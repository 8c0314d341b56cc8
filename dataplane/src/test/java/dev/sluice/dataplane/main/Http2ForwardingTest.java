package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 on one side, on the other, and on both. */
class Http2ForwardingTest {
  private static final UpstreamId H2 =
      new UpstreamId(Running.BACKEND.servicePort(), Protocol.HTTP2);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicReference<String> seen = new AtomicReference<>("");
  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void forwardTo(Consumer<HttpServerRequest> handler) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(c -> connections.incrementAndGet())
            .requestHandler(
                request -> {
                  seen.set(
                      request.version() + " " + request.authority() + "\n" + request.headers());
                  handler.accept(request);
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    running.apply(
        new Endpoints(H2.servicePort(), List.of(new Endpoint("127.0.0.1", server.actualPort()))),
        Running.route(
            "a.test",
            Running.rule("r", Running.ANY, new Proxy(List.of(new Proxy.Backend(H2, 1, true))))));
  }

  private String get(String path) throws Exception {
    return running.exchange(
        "GET " + path + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
  }

  @Test
  void an_http1_client_reaches_an_http2_backend() throws Exception {
    forwardTo(request -> request.response().putHeader("x-got", request.uri()).end("two"));
    assertThat(get("/p?q=1")).startsWith("HTTP/1.1 200 ").contains("x-got: /p?q=1").endsWith("two");
    assertThat(seen.get())
        .startsWith("HTTP_2 a.test\n")
        .contains("x-forwarded-for=127.0.0.1", "via=1.1 sluice")
        .doesNotContain("connection=");
  }

  @Test
  void many_requests_share_one_connection_for_each_event_loop() throws Exception {
    forwardTo(request -> vertx.setTimer(20, id -> request.response().end("x")));
    List<Thread> all = new java.util.ArrayList<>();
    AtomicInteger fine = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  fine.addAndGet(get("/").startsWith("HTTP/1.1 200 ") ? 1 : 0);
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(fine).hasValue(20);
    assertThat(connections.get()).isLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void bodies_stream_both_ways() throws Exception {
    forwardTo(request -> request.pipeTo(request.response().setChunked(true)));
    byte[] body = new byte[3_000_000];
    new java.util.Random(1).nextBytes(body);
    try (java.net.Socket client = new java.net.Socket("127.0.0.1", running.plane.httpPort())) {
      client.setSoTimeout(10_000);
      Thread writer =
          new Thread(
              () -> {
                try {
                  client
                      .getOutputStream()
                      .write(
                          ("POST / HTTP/1.0\r\nHost: a.test\r\nContent-Length: "
                                  + body.length
                                  + "\r\n\r\n")
                              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                  client.getOutputStream().write(body);
                } catch (java.io.IOException e) {
                  throw new AssertionError(e);
                }
              });
      writer.start();
      assertThat(Running.answer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(body);
      writer.join();
    }
  }

  @Test
  void a_stream_of_grpc_that_its_backend_breaks_off_ends_with_a_status() throws Exception {
    try (Backend backend =
            new Backend(
                c -> {
                  c.head();
                  c.say("HTTP/1.1 200 OK\r\nContent-Type: application/grpc+proto\r\n");
                  c.say("Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                });
        RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      running.forwardTo(backend);
      client.headers(
          1,
          false,
          ":method=POST :scheme=http :authority=a.test :path=/s.S/M content-type=application/grpc");
      client.flush();
      assertThat(client.next(RawHttp2.DATA).text()).isEqualTo("half");
      RawHttp2.Frame last = client.next(RawHttp2.HEADERS);
      assertThat(last.ends()).isTrue();
      assertThat(last.headers().get("grpc-status").toString()).isEqualTo("14");
      assertThat(last.headers().get("x-sluice-error").toString()).isEqualTo("upstream_reset");
    }
  }

  @Test
  void grpc_passes_with_its_trailers() throws Exception {
    forwardTo(
        request ->
            request
                .body()
                .onSuccess(
                    body ->
                        request
                            .response()
                            .putHeader("content-type", "application/grpc")
                            .putTrailer("grpc-status", "7")
                            .putTrailer("grpc-message", "no")
                            .end(body)));
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    String answer =
        client
            .request(
                new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setServer(
                        SocketAddress.inetSocketAddress(running.plane.httpPort(), "127.0.0.1"))
                    .setHost("a.test")
                    .setPort(80)
                    .setURI("/pkg.Service/Method")
                    .putHeader("content-type", "application/grpc")
                    .putHeader("te", "trailers"))
            .compose((HttpClientRequest request) -> request.send(Buffer.buffer("message")))
            .compose(
                response ->
                    response
                        .body()
                        .map(
                            body ->
                                response.statusCode()
                                    + " "
                                    + body
                                    + " "
                                    + response.trailers().get("grpc-status")
                                    + response.trailers().get("grpc-message")))
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    // Not before: Vert.x closes a client that nobody refers to any more.
    client.close();
    assertThat(answer).isEqualTo("200 message 7no");
    assertThat(seen.get()).contains("te=trailers", "via=2 sluice");
  }

  @Test
  void an_http2_client_reaches_an_http1_backend() throws Exception {
    try (Backend backend =
            Backend.answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
        Http2Client client = new Http2Client(running.plane.httpPort())) {
      running.forwardTo(backend);
      assertThat(client.status("GET", "/x?y", 0)).isEqualTo("200 abcdef");
      assertThat(client.status("HEAD", "/x?y", 0)).isEqualTo("200 ");
      assertThat(backend.heads.get(0))
          .startsWith("GET /x?y HTTP/1.1\r\nhost: a.test\r\n")
          .contains("via: 2 sluice\r\n");
    }
  }

  @Test
  void a_stream_that_the_backend_resets_costs_502() throws Exception {
    forwardTo(request -> request.response().reset());
    assertThat(get("/")).startsWith("HTTP/1.1 502 ").contains("upstream_reset");
  }

  @Test
  void a_stream_that_the_backend_refuses_is_tried_again() throws Exception {
    AtomicInteger count = new AtomicInteger();
    forwardTo(
        request -> {
          if (count.getAndIncrement() == 0) {
            request.response().reset(7); // REFUSED_STREAM (RFC 9113 §8.7)
          } else {
            request.response().end("second");
          }
        });
    assertThat(get("/")).startsWith("HTTP/1.1 200 ").endsWith("second");
  }

  @Test
  void a_backend_that_does_not_speak_http2_costs_502() throws Exception {
    try (Backend backend = Backend.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      running.apply(
          Running.endpoints(backend),
          Running.route(
              "a.test",
              Running.rule("r", Running.ANY, new Proxy(List.of(new Proxy.Backend(H2, 1, true))))));
      assertThat(get("/")).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void a_connection_that_its_backend_closes_is_replaced() throws Exception {
    forwardTo(
        request -> {
          request.response().end("x");
          if (request.path().equals("/last")) {
            request.connection().shutdown();
          }
        });
    assertThat(get("/last")).startsWith("HTTP/1.1 200 ");
    for (int i = 0; i < 10; i++) {
      assertThat(get("/")).startsWith("HTTP/1.1 200 ");
    }
  }
}

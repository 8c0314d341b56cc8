package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Protocol;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers of gRPC are asked how they are, and those that are not well get no call. */
class GrpcProbeTest {
  private static final UpstreamId UPSTREAM =
      new UpstreamId(Running.BACKEND.servicePort(), Protocol.HTTP2);
  private static final String SERVICE = "shop.v1.Cart";
  private static final HealthCheckResponse WELL =
      HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build();

  private final Vertx vertx = Vertx.vertx();
  private Running running;
  private GrpcServer a;
  private GrpcServer b;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    a = new GrpcServer("a");
    b = new GrpcServer("b");
    a.says(SERVICE, ServingStatus.SERVING);
    b.says(SERVICE, ServingStatus.SERVING);
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    a.close();
    b.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Serves the two that are well, and a third. */
  private void serve(String service, Endpoint third) throws Exception {
    Health.Active active =
        new Health.Active(
            new Health.Probe(Health.Kind.GRPC, "", List.of(), service), 20, 1_500, 2, 2);
    Forwarding how = new Forwarding(null, null, null, null, new Health(null, active), null);
    running.apply(
        new Endpoints(UPSTREAM.servicePort(), List.of(a.endpoint(), b.endpoint(), third)),
        Running.route(
            "a.test",
            Running.rule(
                "r",
                Running.ANY,
                new Proxy(List.of(new Proxy.Backend(UPSTREAM, 1, true)), how, null))));
  }

  /** Names of those who took so many calls. */
  private String calls() throws IOException {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
        client.headers(
            1,
            false,
            ":method=POST :scheme=http :authority=a.test :path=/"
                + GrpcServer.METHOD
                + " te=trailers content-type=application/grpc");
        client.data(1, true, "\0\0\0\0\0");
        client.flush();
        RawHttp2.Frame answer = client.next(RawHttp2.DATA);
        assertThat(answer).as("an answer").isNotNull();
        names.append(answer.text().substring(5));
      }
    }
    return names.toString();
  }

  private double unfit() {
    try {
      return running.metric("sluice_upstream_endpoints_unfit{");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertLeftAlone() throws IOException {
    Running.await(() -> unfit() == 1);
    assertThat(calls()).contains("a", "b").doesNotContain("c");
  }

  private void assertTakenBack() {
    Running.await(() -> unfit() == 0);
    Running.await(
        () -> {
          try {
            return calls().contains("c");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void servers_that_say_that_they_serve_get_calls() throws Exception {
    try (GrpcServer c = new GrpcServer("c")) {
      c.says(SERVICE, ServingStatus.SERVING);
      serve(SERVICE, c.endpoint());
      assertThat(calls()).contains("a", "b", "c");
      assertThat(unfit()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ServingStatus.class,
      names = {"NOT_SERVING", "SERVICE_UNKNOWN", "UNKNOWN"})
  void one_that_says_anything_else_gets_none_until_it_serves(ServingStatus status)
      throws Exception {
    try (GrpcServer c = new GrpcServer("c")) {
      c.says(SERVICE, status);
      serve(SERVICE, c.endpoint());
      assertLeftAlone();
      c.says(SERVICE, ServingStatus.SERVING);
      assertTakenBack();
    }
  }

  @Test
  void one_that_does_not_know_the_service_gets_none_until_it_does() throws Exception {
    try (GrpcServer c = new GrpcServer("c")) {
      c.saysNothingOf(SERVICE);
      serve(SERVICE, c.endpoint());
      assertLeftAlone();
      c.says(SERVICE, ServingStatus.SERVING);
      assertTakenBack();
    }
  }

  @Test
  void without_a_name_it_is_the_server_as_a_whole_that_is_asked() throws Exception {
    try (GrpcServer c = new GrpcServer("c")) {
      c.says(SERVICE, ServingStatus.SERVING);
      c.says("", ServingStatus.NOT_SERVING);
      serve("", c.endpoint());
      assertLeftAlone();
      c.says("", ServingStatus.SERVING);
      assertTakenBack();
    }
  }

  @Test
  void a_name_may_be_long() throws Exception {
    String service = "long.".repeat(60) + "Service";
    a.says(service, ServingStatus.SERVING);
    b.says(service, ServingStatus.SERVING);
    try (GrpcServer c = new GrpcServer("c")) {
      c.says(service, ServingStatus.NOT_SERVING);
      serve(service, c.endpoint());
      assertLeftAlone();
    }
  }

  @Test
  void one_without_a_health_service_gets_none() throws Exception {
    try (GrpcServer c = new GrpcServer("c", null)) {
      serve(SERVICE, c.endpoint());
      assertLeftAlone();
    }
  }

  @Test
  void one_that_never_answers_gets_none() throws Exception {
    try (GrpcServer c = new GrpcServer("c", checked(answer -> {}))) {
      serve(SERVICE, c.endpoint());
      assertLeftAlone();
    }
  }

  @Test
  void one_whose_answer_ends_with_an_error_gets_none() throws Exception {
    try (GrpcServer c = new GrpcServer("c", checked(answer -> answer.onError(broken())))) {
      serve(SERVICE, c.endpoint());
      assertLeftAlone();
    }
  }

  @Test
  void one_that_says_that_it_serves_and_then_fails_gets_none() throws Exception {
    serve(
        SERVICE,
        handWritten(
            request ->
                request
                    .response()
                    .putHeader("content-type", "application/grpc")
                    .putTrailer("grpc-status", "13")
                    .end(message(WELL.toByteArray()))));
    assertLeftAlone();
  }

  @Test
  void one_that_resets_the_question_gets_none() throws Exception {
    serve(SERVICE, handWritten(request -> request.response().reset(2)));
    assertLeftAlone();
  }

  @Test
  void one_that_closes_its_connection_gets_none() throws Exception {
    serve(SERVICE, handWritten(request -> request.connection().close()));
    assertLeftAlone();
  }

  @Test
  void one_that_has_gone_gets_none() throws Exception {
    GrpcServer c = new GrpcServer("c");
    c.says(SERVICE, ServingStatus.SERVING);
    serve(SERVICE, c.endpoint());
    assertThat(calls()).contains("c");
    c.close();
    assertLeftAlone();
  }

  private static Exception broken() {
    return Status.INTERNAL.withDescription("a bug").asRuntimeException();
  }

  private static HealthGrpc.HealthImplBase checked(
      Consumer<StreamObserver<HealthCheckResponse>> how) {
    return new HealthGrpc.HealthImplBase() {
      @Override
      public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
        how.accept(answer);
      }
    };
  }

  /** Takes calls as the others do, and answers in its own way when it is asked how it is. */
  private Endpoint handWritten(Consumer<HttpServerRequest> asked) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  if (request.path().equals("/grpc.health.v1.Health/Check")) {
                    asked.accept(request);
                  } else {
                    request
                        .response()
                        .putHeader("content-type", "application/grpc")
                        .putTrailer("grpc-status", "0")
                        .end(message(new byte[] {'c'}));
                  }
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    return new Endpoint("127.0.0.1", server.actualPort());
  }

  /** As gRPC frames it: not compressed, length. */
  private static Buffer message(byte[] bytes) {
    return Buffer.buffer().appendByte((byte) 0).appendInt(bytes.length).appendBytes(bytes);
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data planes are restarted one after the other while a client speaks HTTP/2 to their Service. */
class RollingRestartTest {
  private static final int RESTARTS = 16;
  private static final int CLIENTS = 4;

  // One event loop: what is asked for goes out before the loop hears of a GOAWAY.
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final NetClient toPlanes = vertx.createNetClient();
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false),
          new PoolOptions().setHttp2MaxSize(2));
  private final Running[] planes = new Running[2];
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicInteger asking = new AtomicInteger();
  private final AtomicLong answered = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile int[] ready = {0, 1};
  private volatile boolean stopped;

  @AfterEach
  void stop() throws Exception {
    stopped = true;
    result(vertx.close());
    for (Running each : planes) {
      each.close();
    }
  }

  private static <T> T result(Future<T> of) throws Exception {
    return of.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private void plane(int at) throws Exception {
    planes[at] = new Running(Duration.ofMillis(300), 1);
    planes[at].apply(Running.usual());
  }

  /** Each connection goes to one of those that are ready, as a Service does it. */
  private int service() throws Exception {
    NetServer server =
        vertx
            .createNetServer()
            .connectHandler(
                from -> {
                  from.pause();
                  int[] now = ready;
                  int at = now[Math.floorMod(turn.getAndIncrement(), now.length)];
                  toPlanes
                      .connect(planes[at].plane.httpPort(), "127.0.0.1")
                      .onSuccess(to -> join(from, to))
                      .onFailure(e -> from.close());
                });
    return result(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static void join(NetSocket one, NetSocket other) {
    one.pipeTo(other);
    other.pipeTo(one);
  }

  private void ask(int port) {
    if (stopped) {
      return;
    }
    asking.incrementAndGet();
    client
        .request(
            new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost("a.test")
                .setURI("/hello"))
        .compose(request -> request.send())
        .compose(response -> response.body().map(body -> response.statusCode() + " " + body))
        .onComplete(
            answer -> {
              asking.decrementAndGet();
              answered.incrementAndGet();
              if (answer.failed() || !answer.result().equals("200 hello")) {
                failures.add(answer.failed() ? answer.cause().toString() : answer.result());
              }
              ask(port);
            });
  }

  private void goesOn() {
    long enough = answered.get() + 50;
    Running.await(() -> answered.get() > enough);
  }

  @Test
  void no_request_over_http2_is_lost() throws Exception {
    plane(0);
    plane(1);
    int port = service();
    for (int i = 0; i < CLIENTS; i++) {
      vertx.runOnContext(v -> ask(port));
    }
    for (int i = 0; i < RESTARTS; i++) {
      int at = i % 2;
      goesOn();
      Future<Void> closing = planes[at].plane.close();
      ready = new int[] {1 - at};
      result(closing);
      plane(at);
      ready = new int[] {0, 1};
    }
    goesOn();
    stopped = true;
    Running.await(() -> asking.get() == 0);
    assertThat(failures).isEmpty();
  }
}

package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that come at once and as fast as they can, many of them over one connection: there, reads
 * hardly ever end where a frame does. All of them are many times larger than the data plane's
 * memory.
 */
class ManyBodiesTest {
  private static final int BODIES = 32;
  private static final Buffer PIECE = Buffer.buffer(new byte[64 << 10]);
  private static final long BYTES = 4L << 20;

  private enum Way {
    UP,
    DOWN
  }

  private record Case(HttpVersion client, Protocol backend, Way way) {}

  private static final Vertx vertx = Vertx.vertx();
  private static SmallPlane plane;

  /** Vert.x closes a client, and what it has open, when nobody refers to it any more. */
  private HttpClient client;

  static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (HttpVersion client : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      for (Protocol backend : List.of(Protocol.HTTP1, Protocol.HTTP2)) {
        for (Way way : Way.values()) {
          all.add(new Case(client, backend, way));
        }
      }
    }
    return all;
  }

  @BeforeAll
  static void start() throws Exception {
    plane = SmallPlane.before(vertx, ManyBodiesTest::answer);
  }

  @AfterAll
  static void stop() throws Exception {
    plane.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private static void answer(HttpServerRequest request) {
    if (request.method() == HttpMethod.GET) {
      write(request.response().setChunked(true), BYTES);
    } else {
      read(request).onSuccess(bytes -> request.response().end(bytes.toString()));
    }
  }

  private static void write(WriteStream<Buffer> to, long bytes) {
    long left = bytes;
    while (left > 0 && !to.writeQueueFull()) {
      to.write(PIECE);
      left -= PIECE.length();
    }
    if (left == 0) {
      to.drainHandler(null);
      to.end();
    } else {
      long rest = left;
      to.drainHandler(room -> write(to, rest));
    }
  }

  /** How many bytes have come when all have. */
  private static Future<Long> read(ReadStream<Buffer> from) {
    Promise<Long> ended = Promise.promise();
    long[] bytes = {0};
    from.handler(data -> bytes[0] += data.length());
    from.exceptionHandler(ended::tryFail);
    from.endHandler(end -> ended.tryComplete(bytes[0]));
    return ended.future();
  }

  /** Sends one body, or asks for one; how many bytes have arrived at the other end. */
  private Future<Long> exchange(Case of) {
    return client
        .request(
            plane.request(of.way() == Way.DOWN ? HttpMethod.GET : HttpMethod.PUT, of.backend()))
        .compose(request -> of.way() == Way.DOWN ? ask(request) : send(request));
  }

  private static Future<Long> ask(HttpClientRequest request) {
    return request.send().compose(ManyBodiesTest::read);
  }

  private static Future<Long> send(HttpClientRequest request) {
    Future<Long> arrived =
        request
            .response()
            .compose(response -> response.body())
            .map(said -> Long.parseLong(said.toString()));
    write(request.setChunked(true), BYTES);
    return arrived;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void many_bodies_at_once_pass_through_little_memory(Case of) throws Exception {
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(of.client()).setHttp2ClearTextUpgrade(false),
            new PoolOptions().setHttp1MaxSize(BODIES).setHttp2MaxSize(1));
    List<Future<Long>> all = new ArrayList<>();
    for (int body = 0; body < BODIES; body++) {
      all.add(exchange(of));
    }
    assertThat(Future.all(all).await(60, TimeUnit.SECONDS).<Long>list()).containsOnly(BYTES);
  }
}

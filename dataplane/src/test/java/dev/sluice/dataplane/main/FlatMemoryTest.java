package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Context;
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
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies that are many times larger than all the memory that the data plane has, from and to those
 * who are slower than the other side.
 */
class FlatMemoryTest {
  private static final int MIB = 1 << 20;
  private static final long BYTES = Long.getLong("sluice.stream.mib", 256) * MIB;
  private static final Buffer PIECE = Buffer.buffer(new byte[64 << 10]);

  /** Sent and not received: what the sockets and windows of four ends take, and no more. */
  private static final long AHEAD = 64L * MIB;

  private enum Way {
    UP,
    DOWN
  }

  private enum Slow {
    READER,
    WRITER
  }

  private record Case(HttpVersion client, Protocol backend, Way way, Slow slow) {}

  private static final Vertx vertx = Vertx.vertx();
  private static SmallPlane plane;
  private static volatile FlatMemoryTest running;

  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private final Promise<Void> ended = Promise.promise();
  private final Promise<Runnable> pauses = Promise.promise();
  private final Promise<Runnable> resumes = Promise.promise();
  private volatile Slow slow = Slow.READER;
  private long rest;

  /** Vert.x closes a client, and what it has open, when nobody refers to it any more. */
  private HttpClient client;

  static List<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (HttpVersion client : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
      for (Protocol backend : List.of(Protocol.HTTP1, Protocol.HTTP2)) {
        for (Way way : Way.values()) {
          for (Slow slow : Slow.values()) {
            all.add(new Case(client, backend, way, slow));
          }
        }
      }
    }
    return all;
  }

  @BeforeAll
  static void start() throws Exception {
    plane = SmallPlane.before(vertx, request -> running.answer(request));
  }

  @AfterAll
  static void stop() throws Exception {
    plane.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void answer(HttpServerRequest request) {
    if (request.method() == HttpMethod.GET) {
      write(request.response().setChunked(true));
    } else {
      read(request);
      ended.future().onSuccess(all -> request.response().end());
    }
  }

  /**
   * Writes as long as there is room; a slow writer rests until all has arrived, again and again.
   */
  private void write(WriteStream<Buffer> to) {
    to.drainHandler(again -> write(to));
    while (written.get() < BYTES && !to.writeQueueFull()) {
      if (slow == Slow.WRITER && written.get() >= rest) {
        if (read.get() < written.get()) {
          vertx.setTimer(1, again -> write(to));
          return;
        }
        rest += BYTES / 16;
      }
      to.write(PIECE);
      if (written.addAndGet(PIECE.length()) == BYTES) {
        to.end();
      }
    }
  }

  private void read(ReadStream<Buffer> from) {
    Context context = Vertx.currentContext();
    from.handler(data -> read.addAndGet(data.length()));
    from.exceptionHandler(ended::tryFail);
    from.endHandler(end -> ended.tryComplete());
    pauses.complete(() -> context.runOnContext(now -> from.pause()));
    resumes.complete(() -> context.runOnContext(now -> from.resume()));
  }

  private Future<HttpClientRequest> request(Case of) {
    HttpClient made =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(of.client())
                .setHttp2ClearTextUpgrade(false));
    client = made;
    return made.request(
        plane.request(of.way() == Way.DOWN ? HttpMethod.GET : HttpMethod.PUT, of.backend()));
  }

  private void begin(Case of) {
    request(of)
        .onSuccess(
            request -> {
              if (of.way() == Way.DOWN) {
                request.send().onSuccess(this::read);
              } else {
                request.response().onFailure(ended::tryFail);
                write(request.setChunked(true));
              }
            })
        .onFailure(ended::tryFail);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_body_of_any_size_passes_through_little_memory(Case of) throws Exception {
    running = this;
    slow = of.slow();
    begin(of);
    if (slow == Slow.READER) {
      for (int quarter = 0; quarter < 4; quarter++) {
        long from = quarter * BYTES / 4;
        Running.await(() -> read.get() > from || ended.future().failed());
        assertThat(ended.future().cause()).isNull();
        pauses.future().await(10, TimeUnit.SECONDS).run();
        assertThat(StreamingTest.stands(written) - read.get()).isLessThan(AHEAD);
        resumes.future().await(10, TimeUnit.SECONDS).run();
      }
    }
    ended.future().await(60, TimeUnit.SECONDS);
    assertThat(read).hasValue(BYTES);
  }
}

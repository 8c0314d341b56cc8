package dev.sluice.operator.push;

import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.FrameReader;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.ToOperator.Hello;
import dev.sluice.snapshot.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One data plane's stream: first a hello, then whatever it says, and the frames that go to it. What
 * it has been sent is part of it, for a delta starts there. Confined to one event loop.
 */
final class PushStream {
  /** A client says little: a hello with a hundred rejected entries stays below this. */
  private static final int MOST_BYTES = 128 * 1024;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Promise<Hello> hello = Promise.promise();
  private final FrameReader reader = new FrameReader(MOST_BYTES);
  private @Nullable Consumer<ToOperator> heard;
  private Consumer<String> broken = reason -> {};
  private boolean closed;

  /** Set once it is let in. */
  String pod = "";

  /** Where it was told that it is; empty: nothing of that. */
  String zone = "";

  /** When it was last heard, on the server's clock. */
  long heardMillis;

  /** Takes its configuration from this replica. */
  boolean active;

  /** What it holds once all that was sent has arrived; null: nothing that is known. */
  @Nullable Revision known;

  /** It asked, and what it holds may be all there is: it is told so. */
  boolean asked;

  /** A snapshot is on its way; the next one waits and is then the latest. */
  boolean sending;

  /** Counts what it asked for, so that a frame sent before a question is no answer to it. */
  long questions;

  PushStream(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
    request.handler(this::received);
    request.exceptionHandler(e -> gone());
    request.endHandler(v -> gone());
    response.exceptionHandler(e -> gone());
    response.closeHandler(v -> gone());
  }

  private void received(Buffer bytes) {
    if (closed) {
      return;
    }
    try {
      reader.feed(bytes.getBytes(), this::frame);
    } catch (IllegalArgumentException e) {
      hello.tryFail(e);
      broken.accept("frame");
    }
  }

  private void frame(byte[] json) {
    ToOperator frame = Wire.toOperator(json);
    if (frame == null) {
      return;
    }
    if (heard != null) {
      heard.accept(frame);
    } else if (!(frame instanceof Hello first) || !hello.tryComplete(first)) {
      throw new IllegalArgumentException("not a hello first");
    }
  }

  Future<Hello> hello() {
    return hello.future();
  }

  /** From here on it is listened to. */
  void open(Consumer<ToOperator> heard, Consumer<String> broken) {
    this.heard = heard;
    this.broken = broken;
    response
        .setChunked(true)
        .setStatusCode(200)
        .putHeader("content-type", "application/octet-stream");
  }

  /** Answers without opening. */
  void refuse(int status, String reason) {
    if (!closed && !response.ended()) {
      closed = true;
      response.setStatusCode(status).end(reason + "\n").onFailure(e -> {});
    }
  }

  /** Completes when the frame has left, flow control included; fails when it cannot. */
  Future<Void> write(Buffer frame) {
    return closed ? Future.failedFuture("closed") : response.write(frame);
  }

  private void gone() {
    hello.tryFail("closed");
    if (!closed) {
      closed = true;
      broken.accept("");
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends this stream alone. */
  void reset() {
    closed = true;
    response.reset().onFailure(e -> {});
  }

  /** Ends the connection below it, which answers no more. */
  void drop() {
    closed = true;
    request.connection().close().onFailure(e -> {});
  }

  /** Ends in good order. */
  Future<Void> end() {
    closed = true;
    return response.end();
  }
}

package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request on HTTP/2 and its answer (RFC 9113 §8.1), from the head on until both are over, or
 * either side takes the stream back.
 */
final class Http2Stream {
  final int id;
  private final Http2Connection connection;
  private final Loop loop;
  private final Http2Output output;
  private final Http2RequestBody body;
  private final Http2Response response;

  /** Of a request that has a body. */
  private @Nullable Http2Credit credit;

  private @Nullable Exchange exchange;

  /** To be used again when all is over. */
  private @Nullable RequestHead head;

  private boolean grpc;
  private boolean over;
  private boolean closed;
  private boolean last;
  private boolean stopDue;

  /** When all was over. */
  private long since;

  Http2Stream(Http2Connection connection, Loop loop, Http2Output output, Http2Room room, int id) {
    this.connection = connection;
    this.loop = loop;
    this.output = output;
    this.id = id;
    this.body = new Http2RequestBody(this, loop.limits);
    this.response = new Http2Response(this, output, room);
  }

  // ---- what comes

  void begin(Http2Block block, boolean ends) {
    if (ends) {
      body.none();
    }
    try {
      begin(block);
    } catch (Refusal refusal) {
      refuse(refusal);
    }
  }

  private void begin(Http2Block block) {
    long startNanos = System.nanoTime();
    String type = block.value(HeaderName.CONTENT_TYPE);
    grpc = type != null && FailureResponse.grpc(type);
    if (Http2Head.HEAD.equals(block.method())) {
      response.toHead();
    }
    RequestHead asked = Http2Head.request(block, loop.limits, connection.texts());
    body.announced(asked);
    boolean webSocket = asked.upgrade() != null;
    if (webSocket) {
      response.webSocket();
    }
    Exchange made =
        new Exchange(
            asked,
            body.received() || webSocket ? BodySource.EMPTY : body,
            connection.client(asked.headers()),
            response,
            startNanos);
    exchange = made;
    head = webSocket ? null : asked;
    connection.events().begins();
    loop.handle(made);
  }

  void trailers(Http2Block block, boolean ends) {
    try {
      if (!ends) {
        throw Refusal.bad("Trailers do not end the stream.");
      }
      body.trailersCome(block.trailers());
      closeIfOver();
    } catch (Refusal refusal) {
      refuse(refusal);
    }
  }

  /** Takes bytes, and their ownership. */
  void data(ByteBuf data, boolean ends) {
    int size = data.readableBytes();
    try {
      body.comes(data, ends);
      closeIfOver();
    } catch (Refusal refusal) {
      taken(size);
      refuse(refusal);
    }
  }

  /** Whether the client has said its last. */
  boolean requestOver() {
    return body.lastCame();
  }

  /** The window in which the client sends. */
  Http2Credit credit() {
    Http2Credit given = credit;
    if (given == null) {
      given = new Http2Credit(Http2Frames.STREAM_WINDOW);
      credit = given;
    }
    return given;
  }

  /** The window in which we send. */
  Http2Sending answer() {
    return response.body();
  }

  /** The request's body, or its side of a WebSocket. */
  BodySource body() {
    return body;
  }

  /** What is under way; null: nothing is, yet or any more. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  /** Whether the exchange is over, or nobody is left who would hear how it ends. */
  boolean over() {
    return over;
  }

  /** So many bytes of the body are no longer ours. */
  void taken(int bytes) {
    connection.taken(bytes);
    Http2Credit given = credit();
    int increment = given.taken(bytes);
    if (increment > 0 && !closed && !body.lastCame()) {
      output.windowUpdate(id, given.give(increment));
    }
  }

  void refuse(Refusal refusal) {
    if (over) {
      // What is wrong with the rest of a request whose answer has been given has none of its own.
      reset(Http2Error.PROTOCOL_ERROR);
      return;
    }
    Failure failure = refusal.failure();
    if (exchange == null) {
      connection.events().refused(failure.reason());
      FailureResponse says = FailureResponse.refusal(failure, grpc);
      response.respond(says.head(), new MemoryBody(says.body()));
      return;
    }
    Exchange running = exchange;
    if (refusal.status != 400 && !running.answered()) {
      BodySink to = body.leave();
      running.fail(failure);
      if (to != null) {
        to.fail(failure);
      }
      return;
    }
    reset(Http2Error.PROTOCOL_ERROR);
    gone(failure);
  }

  /**
   * Looks after what does not move.
   *
   * @param full whether the client may not send, as others of its bodies wait
   */
  void tick(long now, boolean full) {
    if (over) {
      // The client leaves no window for our last words, or does not come to the end of its own.
      if (TimeUnit.NANOSECONDS.toMillis(now - since) > loop.limits.idleMillis()) {
        reset(Http2Error.CANCEL);
      }
    } else if (!response.begun() && !grpc && body.late(now, full)) {
      refuse(new Refusal(408, "The body did not come in time."));
    }
  }

  /** The client waits to be told before it sends the body. */
  void sayContinue() {
    if (!response.begun() && !over) {
      output.goOn(id, response.body());
    }
  }

  /** The client need not send what is left (RFC 9113 §8.1). */
  void stopSending() {
    if (answer().over()) {
      reset(Http2Error.NO_ERROR);
    } else {
      stopDue = true;
    }
  }

  /** The last byte of the answer is written. */
  void answered() {
    if (stopDue) {
      reset(Http2Error.NO_ERROR);
    } else {
      closeIfOver();
    }
  }

  /** Both sides have said their last. */
  private void closeIfOver() {
    if (answer().over() && body.lastCame() && !closed) {
      close();
      connection.answered();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      answer().drop();
      body.drop();
      connection.closed(this);
      if (last) {
        connection.end(System.nanoTime());
      }
    }
  }

  // ---- the response

  /** The connection ends with this one. */
  void last() {
    // Not before the answer is out: some clients drop what they wait for when they are told to go.
    last = true;
  }

  /** There is no more time: ends what may end here, and breaks off the rest. */
  void cut() {
    response.cut();
  }

  Runnable after(long millis, Runnable task) {
    return loop.after(millis, task);
  }

  /** The whole answer is taken. */
  void finished() {
    RequestHead used = head;
    head = null;
    finish();
    if (!body.received()) {
      body.discard();
    } else if (used != null) {
      loop.heads.give(used);
    }
  }

  /** The exchange is over. */
  void finish() {
    Exchange of = leave();
    if (of != null) {
      of.finish();
      connection.events().ends();
    }
  }

  /** Nothing is under way any more; returns what was. */
  private @Nullable Exchange leave() {
    over = true;
    body.over();
    since = System.nanoTime();
    Exchange of = exchange;
    exchange = null;
    return of;
  }

  // ---- the end

  /** Says that nothing more is said on this stream, or heard. */
  void reset(Http2Error error) {
    if (!closed) {
      connection.reset(id, error);
      close();
    }
  }

  /** The client has taken the stream back, or is gone. */
  void abandoned() {
    close();
    gone(Failure.CLIENT_GONE);
  }

  /** What has come on this stream may not come. */
  void malformed(Http2Error error) {
    if (exchange == null) {
      connection.events().refused(Failure.BAD_REQUEST.reason());
    }
    reset(error);
    gone(Failure.BAD_REQUEST);
  }

  /** A bug has shown on this stream, or there is no answer that the client would take. */
  void broken() {
    reset(Http2Error.INTERNAL_ERROR);
    gone(Failure.INTERNAL);
  }

  private void gone(Failure cause) {
    if (over) {
      return;
    }
    Exchange of = leave();
    BodySink to = body.leave();
    if (to != null) {
      to.fail(cause);
    }
    if (of != null) {
      of.abort(cause);
      connection.events().ends();
    }
    response.cancel();
  }
}

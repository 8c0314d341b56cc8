package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.EventStream;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and its response on HTTP/2 (RFC 9113 §8.1). */
final class Http2Stream implements Responder, BodySink {
  final int id;
  private final Http2Connection connection;
  private final Loop loop;
  private final Http2Output output;
  private final Http2RequestBody body;
  private final Http2ResponseBody answer;
  private final Http2Credit credit;
  private @Nullable Exchange exchange;
  private @Nullable BodySource source;
  private @Nullable ResponseHead said;
  private @Nullable WebSocketFrames frames;

  /** To be used again when all is over. */
  private @Nullable RequestHead head;

  private boolean toHead;
  private boolean grpc;
  private boolean over;
  private boolean closed;
  private boolean webSocket;
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
    this.answer = new Http2ResponseBody(this, output, room, id);
    this.credit = new Http2Credit(Http2Credit.STREAM);
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
    toHead = Http2Head.HEAD.equals(block.method());
    RequestHead asked = Http2Head.request(block, loop.limits, connection.texts());
    body.announced(asked);
    webSocket = asked.upgrade() != null;
    Exchange made =
        new Exchange(
            asked,
            body.received() || webSocket ? BodySource.EMPTY : body,
            connection.client(asked.headers()),
            this,
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
    return credit;
  }

  /** The window in which we send. */
  Http2ResponseBody answer() {
    return answer;
  }

  /** So many bytes of the body are no longer ours. */
  void taken(int bytes) {
    connection.taken(bytes);
    int increment = credit.taken(bytes);
    if (increment > 0 && !closed && !body.lastCame()) {
      output.windowUpdate(id, credit.give(increment));
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
      respond(says.head(), new MemoryBody(says.body()));
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
    } else if (source == null && !grpc && body.late(now, full)) {
      refuse(new Refusal(408, "The body did not come in time."));
    }
  }

  /** The client waits to be told before it sends the body. */
  void sayContinue() {
    if (source == null && !over) {
      output.goOn(id, answer);
    }
  }

  /** The client need not send what is left (RFC 9113 §8.1). */
  void stopSending() {
    if (answer.over()) {
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
    if (answer.over() && body.lastCame()) {
      close();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      answer.drop();
      body.drop();
      connection.closed(this);
      if (last) {
        connection.end(System.nanoTime());
      }
    }
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    if (!over && source == null && head.status() != 100) {
      output.head(id, head, -1, false, answer);
    }
  }

  @Override
  public void last() {
    // Not before the answer is out: some clients drop what they wait for when they are told to go.
    last = true;
  }

  @Override
  public void respond(ResponseHead head, BodySource bytes) {
    if (webSocket && !over && head.status() < 300) {
      switchOver(head, bytes);
      return;
    }
    if (over || head.status() == 101) {
      bytes.cancel();
      reset(Http2Error.INTERNAL_ERROR);
      gone(Failure.INTERNAL);
      return;
    }
    source = bytes;
    said = head;
    int status = head.status();
    boolean silent = toHead || status == 204 || status == 304;
    long length = silent && status != 204 ? Http1Head.declared(head) : -1;
    length = length < 0 && status != 204 && status != 304 ? bytes.length() : length;
    boolean empty = silent || bytes.length() == 0;
    if (!output.head(id, head, length, empty, answer)) {
      tooLarge();
    } else if (empty) {
      bytes.cancel();
      answer.endedByHead();
      finished();
    } else {
      bytes.start(this);
    }
  }

  /** What HTTP/1.1 calls 101 is 200 here (RFC 8441 §5); and 200 there is no WebSocket. */
  private void switchOver(ResponseHead head, BodySource bytes) {
    if (head.status() != 101) {
      bytes.cancel();
      webSocket = false;
      Exchange of = exchange;
      if (of != null) {
        of.note(Failure.UPSTREAM_INVALID);
      }
      FailureResponse says = FailureResponse.refusal(Failure.UPSTREAM_INVALID, false);
      respond(says.head(), new MemoryBody(says.body()));
      return;
    }
    source = bytes;
    said = head;
    frames = new WebSocketFrames();
    head.status(200);
    head.headers().remove(Http2Head.WEBSOCKET_ACCEPT);
    if (output.head(id, head, -1, false, answer)) {
      bytes.start(this);
    } else {
      tooLarge();
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    if (over || !data.isReadable()) {
      data.release();
      return true;
    }
    WebSocketFrames passed = frames;
    if (passed != null) {
      passed.pass(data);
    }
    return answer.write(data);
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      answer.end(trailers);
      finished();
    }
  }

  /** The client does not take so large a head. */
  void tooLarge() {
    reset(Http2Error.INTERNAL_ERROR);
    gone(Failure.INTERNAL);
  }

  /** There is room again. */
  void resume() {
    BodySource from = source;
    if (from != null && !over) {
      from.resume();
    }
  }

  @Override
  public void fail(Failure cause) {
    Exchange of = exchange;
    if (over || of == null) {
      return;
    }
    of.fail(cause);
    BodySource from = source;
    ResponseHead head = said;
    if (from != null) {
      from.cancel();
    }
    if (head != null && from != null && from.length() < 0 && FailureResponse.grpc(head)) {
      // A reset would not say whether to ask again.
      end(FailureResponse.trailers(cause));
    } else {
      reset(Http2Error.INTERNAL_ERROR);
      finish();
    }
  }

  /** There is no more time: ends what may end here, and breaks off the rest. */
  void cut() {
    Exchange of = exchange;
    BodySource from = source;
    ResponseHead head = said;
    WebSocketFrames passed = frames;
    if (over || of == null) {
      return;
    }
    if (from == null || head == null) {
      of.fail(Failure.ENDING);
    } else if (passed != null ? passed.open() : EventStream.is(head)) {
      of.note(Failure.ENDING);
      if (passed != null) {
        answer.write(Unpooled.wrappedBuffer(WebSocketFrames.goingAway()));
      }
      from.cancel();
      end(null);
    } else {
      fail(Failure.ENDING);
    }
  }

  @Override
  public BodySource switched() {
    return body;
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    return loop.after(millis, task);
  }

  private void finished() {
    RequestHead used = head;
    head = null;
    finish();
    if (!body.received()) {
      body.discard();
    } else if (used != null) {
      loop.heads.give(used);
    }
  }

  private void finish() {
    over = true;
    body.over();
    since = System.nanoTime();
    Exchange of = exchange;
    exchange = null;
    if (of != null) {
      of.finish();
      connection.events().ends();
    }
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

  /** A bug has shown on this stream. */
  void broken() {
    reset(Http2Error.INTERNAL_ERROR);
    gone(Failure.INTERNAL);
  }

  private void gone(Failure cause) {
    if (over) {
      return;
    }
    over = true;
    body.over();
    since = System.nanoTime();
    Exchange of = exchange;
    exchange = null;
    BodySink to = body.leave();
    if (to != null) {
      to.fail(cause);
    }
    if (of != null) {
      of.abort(cause);
      connection.events().ends();
    }
    BodySource from = source;
    if (from != null) {
      from.cancel();
    }
  }
}

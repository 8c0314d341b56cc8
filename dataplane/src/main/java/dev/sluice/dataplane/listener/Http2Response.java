package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.EventStream;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/** The way back of one exchange on HTTP/2: which frames a response becomes (RFC 9113 §8.1). */
final class Http2Response implements Responder, BodySink, Http2Sending.Owner {
  private final Http2Stream stream;
  private final Http2Output output;
  private final Http2Sending body;
  private @Nullable BodySource source;
  private @Nullable ResponseHead said;
  private @Nullable WebSocketFrames frames;
  private boolean toHead;
  private boolean webSocket;

  Http2Response(Http2Stream stream, Http2Output output, Http2Room room) {
    this.stream = stream;
    this.output = output;
    this.body = new Http2Sending(this, output, room, stream.id);
  }

  /** It answers HEAD, and has no body. */
  void toHead() {
    toHead = true;
  }

  /** It answers a client that asks for a WebSocket. */
  void webSocket() {
    webSocket = true;
  }

  /** What goes out after its head. */
  Http2Sending body() {
    return body;
  }

  /** Whether its head is written. */
  boolean begun() {
    return source != null;
  }

  @Override
  public void interim(ResponseHead head) {
    if (!stream.over() && source == null && head.status() != 100) {
      output.head(stream.id, head, -1, false, body);
    }
  }

  @Override
  public void last() {
    stream.last();
  }

  @Override
  public void respond(ResponseHead head, BodySource bytes) {
    if (webSocket && !stream.over() && head.status() < 300) {
      switchOver(head, bytes);
      return;
    }
    if (stream.over() || head.status() == 101) {
      bytes.cancel();
      stream.broken();
      return;
    }
    source = bytes;
    said = head;
    int status = head.status();
    boolean silent = toHead || status == 204 || status == 304;
    long length = silent && status != 204 ? Http1Head.declared(head) : -1;
    length = length < 0 && status != 204 && status != 304 ? bytes.length() : length;
    boolean empty = silent || bytes.length() == 0;
    if (!output.head(stream.id, head, length, empty, body)) {
      tooLarge();
    } else if (empty) {
      bytes.cancel();
      body.endedByHead();
      stream.finished();
    } else {
      bytes.start(this);
    }
  }

  /** What HTTP/1.1 calls 101 is 200 here (RFC 8441 §5); and 200 there is no WebSocket. */
  private void switchOver(ResponseHead head, BodySource bytes) {
    if (head.status() != 101) {
      bytes.cancel();
      webSocket = false;
      Exchange of = stream.exchange();
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
    if (output.head(stream.id, head, -1, false, body)) {
      bytes.start(this);
    } else {
      tooLarge();
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    if (stream.over() || !data.isReadable()) {
      data.release();
      return true;
    }
    WebSocketFrames passed = frames;
    if (passed != null) {
      passed.pass(data);
    }
    return body.write(data);
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!stream.over()) {
      body.end(trailers);
      stream.finished();
    }
  }

  /** The client does not take so large a head. */
  @Override
  public void tooLarge() {
    stream.broken();
  }

  @Override
  public void more() {
    BodySource from = source;
    if (from != null && !stream.over()) {
      from.resume();
    }
  }

  @Override
  public void sent() {
    stream.answered();
  }

  @Override
  public void fail(Failure cause) {
    Exchange of = stream.exchange();
    if (of == null) {
      return;
    }
    of.fail(cause);
    BodySource from = source;
    ResponseHead head = said;
    cancel();
    if (head != null && from != null && from.length() < 0 && FailureResponse.grpc(head)) {
      // A reset would not say whether to ask again.
      end(FailureResponse.trailers(cause));
    } else {
      stream.reset(Http2Error.INTERNAL_ERROR);
      stream.finish();
    }
  }

  /** There is no more time: ends what may end here, and breaks off the rest. */
  void cut() {
    Exchange of = stream.exchange();
    BodySource from = source;
    ResponseHead head = said;
    WebSocketFrames passed = frames;
    if (of == null) {
      return;
    }
    if (from == null || head == null) {
      of.fail(Failure.ENDING);
    } else if (passed != null ? passed.open() : EventStream.is(head)) {
      of.note(Failure.ENDING);
      if (passed != null) {
        body.write(Unpooled.wrappedBuffer(WebSocketFrames.goingAway()));
      }
      from.cancel();
      end(null);
    } else {
      fail(Failure.ENDING);
    }
  }

  /** Nobody takes what its source still has. */
  void cancel() {
    BodySource from = source;
    if (from != null) {
      from.cancel();
    }
  }

  @Override
  public BodySource switched() {
    return stream.body();
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    return stream.after(millis, task);
  }
}

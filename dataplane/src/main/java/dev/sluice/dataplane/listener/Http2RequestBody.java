package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends on one stream after the head: a body, or its side of a WebSocket. Read only
 * when somebody wants it, and bounded by what the head has said (RFC 9113 §8.1.1).
 */
final class Http2RequestBody implements BodySource {
  private final Http2Stream stream;
  private final ChannelHandlerContext context;
  private final Limits limits;
  private @Nullable BodySink sink;

  /** Of a body that is wanted. */
  private @Nullable Pace pace;

  private long declared = -1;
  private long soFar;
  private boolean bounded = true;
  private boolean continueDue;
  private boolean received;
  private boolean cancelled;
  private boolean paused;
  private boolean over;

  Http2RequestBody(Http2Stream stream, ChannelHandlerContext context, Limits limits) {
    this.stream = stream;
    this.context = context;
    this.limits = limits;
  }

  // ---- what comes

  /**
   * Takes what a head says of it.
   *
   * @param ends whether nothing follows
   */
  void announced(RequestHead head, boolean ends) {
    HeaderSection fields = head.headers();
    int length = fields.find(HeaderName.CONTENT_LENGTH);
    if (length >= 0) {
      declared =
          FieldLines.length(fields.bytes(), fields.valueStart(length), fields.valueEnd(length));
    }
    received = ends;
    String expect = fields.value(HeaderName.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw new Refusal(417, "Only 100-continue can be expected.");
    }
    continueDue = expect != null && !received;
    if (limits.body() > 0 && declared > limits.body()) {
      throw new Refusal(413, "The body is too large.");
    }
    // What follows a switch of protocols is no body.
    bounded = head.upgrade() == null;
    if (received && declared > 0) {
      throw Refusal.bad("The body is shorter than Content-Length says.");
    }
  }

  /** Whether the client has said its last. */
  boolean received() {
    return received;
  }

  void data(ByteBuf data, boolean last) {
    soFar += data.readableBytes();
    if (over) {
      data.release();
      received = last;
      if (!last) {
        discard();
      }
      return;
    }
    long most = limits.body();
    if (most > 0 && soFar > most && bounded) {
      data.release();
      throw new Refusal(413, "The body is too large.");
    }
    if (declared >= 0 && (soFar > declared || (last && soFar < declared))) {
      data.release();
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    Pace at = pace;
    if (at != null) {
      at.came(System.nanoTime(), data.readableBytes());
    }
    BodySink to = sink;
    if (to == null || !data.isReadable()) {
      data.release();
    } else if (!to.write(data)) {
      paused = true;
      if (at != null) {
        at.held(System.nanoTime());
      }
    }
    if (last) {
      ended(null);
    } else {
      more();
    }
  }

  void ended(@Nullable HeaderSection trailers) {
    if (declared >= 0 && soFar < declared) {
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    received = true;
    BodySink to = leave();
    if (to != null) {
      to.end(trailers);
    }
  }

  private void more() {
    if (!received && !over && (cancelled || (sink != null && !paused))) {
      context.read();
    }
  }

  /**
   * Whether it is wanted, and does not come.
   *
   * @param full whether the client may not send, as others of its bodies wait
   */
  boolean late(long now, boolean full) {
    Pace at = pace;
    return sink != null && !received && at != null && at.late(now, !paused && !full);
  }

  // ---- who wants it

  @Override
  public long length() {
    return declared;
  }

  @Override
  public void start(BodySink to) {
    if (!cancelled && !received) {
      sink = to;
      Pace at = new Pace(limits);
      at.wanted(System.nanoTime());
      pace = at;
      if (continueDue) {
        continueDue = false;
        stream.sayContinue();
      }
      more();
    }
  }

  @Override
  public void resume() {
    paused = false;
    Pace at = pace;
    if (at != null) {
      at.wanted(System.nanoTime());
    }
    more();
  }

  @Override
  public void cancel() {
    cancelled = true;
    sink = null;
    more();
  }

  // ---- the end

  /** Nobody takes more of it; returns who did, if anybody. */
  @Nullable BodySink leave() {
    BodySink to = sink;
    sink = null;
    return to;
  }

  /** The stream is over for us: what still comes is for nobody. */
  void over() {
    over = true;
  }

  /**
   * The whole answer is there, and what is left of the request is not wanted (RFC 9113 §8.1). A
   * little is read all the same, for many clients lose an answer that a reset follows.
   */
  void discard() {
    if (soFar > limits.drain()) {
      stream.stopSending();
    } else {
      context.read();
    }
  }
}

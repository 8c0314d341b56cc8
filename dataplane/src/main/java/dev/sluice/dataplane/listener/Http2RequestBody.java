package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends on one stream after the head: a body, or its side of a WebSocket. Read only
 * when somebody wants it, and bounded by what the head has said (RFC 9113 §8.1.1).
 */
final class Http2RequestBody implements BodySource {
  private final Http2Stream stream;
  private final Limits limits;

  /** What has come and was not wanted yet; the windows bound it. */
  private @Nullable ArrayDeque<ByteBuf> queue;

  /** The client has said its last, of which some may still wait here. */
  private boolean lastCame;

  private @Nullable HeaderSection trailers;
  private boolean pumping;
  private @Nullable BodySink sink;

  /** Of a body that is wanted. */
  private @Nullable Pace pace;

  private long declared = -1;

  /** Bytes that have come, and those of them that were taken. */
  private long came;

  private long soFar;
  private boolean bounded = true;
  private boolean continueDue;
  private boolean received;
  private boolean cancelled;
  private boolean paused;
  private boolean over;

  /** It is over, and a little of what still comes is read. */
  private boolean discards;

  Http2RequestBody(Http2Stream stream, Limits limits) {
    this.stream = stream;
    this.limits = limits;
  }

  // ---- what comes

  /** Nothing follows the head. */
  void none() {
    received = true;
    lastCame = true;
  }

  /** Takes what a head says of it. */
  void announced(RequestHead head) {
    HeaderSection fields = head.headers();
    int length = fields.find(HeaderName.CONTENT_LENGTH);
    if (length >= 0) {
      declared =
          FieldLines.length(fields.bytes(), fields.valueStart(length), fields.valueEnd(length));
    }
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

  /** Whether all that the client has said is taken. */
  boolean received() {
    return received;
  }

  /** Whether the client has said its last. */
  boolean lastCame() {
    return lastCame;
  }

  /**
   * Bytes come, and their ownership with them. Whether they are as many as the head has said is
   * seen at once: the request may be on its way without them.
   */
  void comes(ByteBuf data, boolean last) {
    lastCame = last;
    came += data.readableBytes();
    if (!over && wrongLength(last)) {
      data.release();
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    if (queue == null) {
      queue = new ArrayDeque<>(4);
    }
    queue.add(data);
    pump();
  }

  private boolean wrongLength(boolean last) {
    return declared >= 0 && (came > declared || (last && came < declared));
  }

  /** Trailers come, and with them the end. */
  void trailersCome(HeaderSection section) {
    lastCame = true;
    if (!over && wrongLength(true)) {
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    trailers = section;
    pump();
  }

  /** Whether bytes are taken. */
  private boolean flows() {
    return !received && (over ? discards : cancelled || (sink != null && !paused));
  }

  /** Hands on what has come, for as long as it is wanted. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    Refusal wrong = null;
    try {
      while (flows()) {
        ArrayDeque<ByteBuf> waits = queue;
        ByteBuf data = waits == null ? null : waits.poll();
        if (waits != null && data != null) {
          int size = data.readableBytes();
          take(data, lastCame && trailers == null && waits.isEmpty());
          stream.taken(size);
        } else if (trailers != null) {
          ended(trailers);
        } else {
          return;
        }
      }
    } catch (Refusal refusal) {
      wrong = refusal;
    } finally {
      pumping = false;
    }
    if (wrong != null) {
      stream.refuse(wrong);
    }
  }

  private void take(ByteBuf data, boolean last) {
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
    }
  }

  private void ended(@Nullable HeaderSection section) {
    received = true;
    BodySink to = leave();
    if (to != null) {
      to.end(section);
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
      pump();
    }
  }

  @Override
  public void resume() {
    paused = false;
    Pace at = pace;
    if (at != null) {
      at.wanted(System.nanoTime());
    }
    pump();
  }

  @Override
  public void cancel() {
    cancelled = true;
    sink = null;
    pump();
  }

  // ---- the end

  /** Nobody takes more of it; returns who did, if anybody. */
  @Nullable BodySink leave() {
    BodySink to = sink;
    sink = null;
    return to;
  }

  /** The answer is over for us: what still comes is for nobody. */
  void over() {
    over = true;
  }

  /**
   * The whole answer is there, and what is left of the request is not wanted (RFC 9113 §8.1). A
   * little is read all the same, for many clients lose an answer that a reset follows.
   */
  void discard() {
    if (soFar > limits.drain()) {
      discards = false;
      stream.stopSending();
    } else {
      discards = true;
      pump();
    }
  }

  /** The stream is gone: nobody takes what waits. */
  void drop() {
    over = true;
    discards = false;
    ArrayDeque<ByteBuf> waits = queue;
    queue = null;
    if (waits != null) {
      for (ByteBuf data : waits) {
        stream.taken(data.readableBytes());
        data.release();
      }
    }
  }
}

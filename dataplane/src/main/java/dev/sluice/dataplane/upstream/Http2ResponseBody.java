package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Credit;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint sends on one stream after the head: waits until somebody takes it, bounded by
 * the stream's window (RFC 9113 §5.2) and by what the head has said (§8.1.1).
 */
final class Http2ResponseBody implements BodySource {
  private final Http2Attempt attempt;
  private final Http2Output output;
  private final Try of;
  private @Nullable Http2Credit credit;
  private @Nullable ArrayDeque<ByteBuf> queue;
  private @Nullable BodySink sink;
  private @Nullable HeaderSection trailers;

  /** The endpoint has said its last, of which some may still wait here. */
  private boolean lastCame;

  private boolean paused;
  private boolean pumping;

  /** Nothing is delivered any more. */
  private boolean over;

  /** Why it ends that nobody has taken yet. */
  private @Nullable Failure broken;

  private long declared = -1;
  private long soFar;

  Http2ResponseBody(Http2Attempt attempt, Http2Output output, Try of) {
    this.attempt = attempt;
    this.output = output;
    this.of = of;
  }

  // ---- what comes

  /** The head says so many bytes; -1: it does not say. */
  void announced(long length) {
    declared = length;
  }

  /** The head was all. */
  void none() {
    lastCame = true;
    over = true;
  }

  /** Takes bytes, and their ownership. */
  void comes(ByteBuf data, int padding, boolean last) {
    int size = data.readableBytes();
    soFar += size;
    boolean inWindow = credit().comes(size + padding);
    boolean asSaid = declared < 0 || (last ? soFar == declared : soFar <= declared);
    if (size == 0 || !inWindow || !asSaid) {
      data.release();
    } else {
      keep(data);
    }
    if (!inWindow || !asSaid) {
      throw Refusal.bad("The body is not as long as it may be.");
    }
    of.touch();
    lastCame = last;
    taken(padding);
    pump();
  }

  /** No more comes but these. */
  void ends(HeaderSection last) {
    if (soFar < declared) {
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    trailers = last;
    lastCame = true;
    pump();
  }

  /** Whether the endpoint has said its last. */
  boolean lastCame() {
    return lastCame;
  }

  /** Whether nothing is delivered any more. */
  boolean over() {
    return over;
  }

  private void keep(ByteBuf data) {
    ArrayDeque<ByteBuf> waiting = queue;
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
      queue = waiting;
    }
    waiting.add(data);
  }

  private Http2Credit credit() {
    Http2Credit given = credit;
    if (given == null) {
      given = new Http2Credit(Http2CodecUtil.DEFAULT_WINDOW_SIZE);
      credit = given;
    }
    return given;
  }

  /** So many bytes are no longer ours. */
  private void taken(int bytes) {
    Http2Credit given = credit();
    int increment = given.taken(bytes);
    if (increment > 0 && !lastCame && !attempt.closed()) {
      output.windowUpdate(attempt.id, given.give(increment));
    }
  }

  // ---- who takes it

  /** Hands on what has come, as far as somebody takes it. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (step()) {
        // On, as far as it goes.
      }
    } finally {
      pumping = false;
    }
    BodySink to = sink;
    if (!over && lastCame && to != null && (queue == null || queue.isEmpty())) {
      over = true;
      sink = null;
      attempt.received();
      to.end(trailers);
    }
  }

  /** Hands on one piece; false: there is none, or nobody takes it. */
  private boolean step() {
    BodySink to = sink;
    if (over || paused || to == null) {
      return false;
    }
    ByteBuf next = queue == null ? null : queue.poll();
    if (next == null) {
      return false;
    }
    taken(next.readableBytes());
    paused = !to.write(next);
    return true;
  }

  @Override
  public long length() {
    return declared;
  }

  @Override
  public void start(BodySink to) {
    Failure why = broken;
    if (why != null) {
      to.fail(why);
    } else if (!over) {
      sink = to;
      pump();
    }
  }

  @Override
  public void resume() {
    if (paused) {
      paused = false;
      of.touch();
      pump();
    }
  }

  @Override
  public void cancel() {
    attempt.cancel();
  }

  // ---- the end

  /** Nothing is delivered any more; returns who has taken it. */
  @Nullable BodySink leave() {
    over = true;
    BodySink to = sink;
    sink = null;
    ArrayDeque<ByteBuf> waiting = queue;
    queue = null;
    if (waiting != null) {
      waiting.forEach(ByteBuf::release);
    }
    return to;
  }

  /** It will never be complete: whoever takes it is told, now or when he comes. */
  void breaks(Failure cause) {
    BodySink to = leave();
    if (to != null) {
      to.fail(cause);
    } else {
      broken = cause;
    }
  }
}

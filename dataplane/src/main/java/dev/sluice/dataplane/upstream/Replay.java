package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's body that can be sent more than once, as long as it is no longer than a bound: what
 * has passed is kept until it grows beyond that, and then forgotten.
 */
final class Replay implements BodySink {
  private final BodySource source;
  private final int most;
  private final List<ByteBuf> kept = new ArrayList<>();
  private int size;
  private boolean whole = true;
  private boolean started;
  private boolean paused;
  private boolean ended;
  private @Nullable HeaderSection trailers;
  private @Nullable Failure broken;
  private @Nullable BodySink sink;

  Replay(BodySource source, int most) {
    this.source = source;
    this.most = most;
  }

  /** Whether all of it that has come can be sent again. */
  boolean repeatable() {
    return whole;
  }

  /** Sends what there is, from the beginning, and then what comes. */
  void send(BodySink to) {
    sink = to;
    if (!started) {
      started = true;
      source.start(this);
      return;
    }
    // Bounded, and so not worth holding back.
    for (ByteBuf each : List.copyOf(kept)) {
      to.write(each.retainedDuplicate());
    }
    if (broken != null) {
      to.fail(broken);
    } else if (ended) {
      to.end(trailers);
    } else {
      resume();
    }
  }

  /** The one that takes it has given up; what comes waits for the next. */
  void detach() {
    sink = null;
  }

  /** The taker has room again. */
  void resume() {
    if (paused && sink != null) {
      paused = false;
      source.resume();
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    if (whole) {
      size += data.readableBytes();
      if (size > most) {
        forget();
      } else {
        kept.add(data.retainedDuplicate());
      }
    }
    BodySink to = sink;
    if (to == null) {
      data.release();
      paused = true;
      // What is gone now was for nobody: without a copy of it there is no next time.
      return false;
    }
    boolean more = to.write(data);
    paused = !more;
    return more;
  }

  @Override
  public void end(@Nullable HeaderSection last) {
    ended = true;
    trailers = last;
    BodySink to = sink;
    if (to != null) {
      to.end(last);
    }
  }

  @Override
  public void fail(Failure cause) {
    broken = cause;
    BodySink to = sink;
    if (to != null) {
      to.fail(cause);
    }
  }

  /** It will not be sent again. */
  void forget() {
    whole = false;
    kept.forEach(ByteBuf::release);
    kept.clear();
  }
}

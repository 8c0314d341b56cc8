package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.codec.WebSocketFrame;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.PassedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a WebSocket, as frames (RFC 6455 §5.2). Only their heads are looked at, and none
 * goes on before it is whole: what has gone on ends within a payload or with a frame.
 */
abstract class FramedBody extends PassedBody {
  /** Of the payload that is on its way. */
  private long left;

  /** The beginning of a head. */
  private @Nullable ByteBuf begun;

  private boolean over;

  FramedBody(BodySource source) {
    super(source);
  }

  /** Whether a frame goes on; false: nothing does any more. */
  abstract boolean takes(long payload);

  /** A frame was not taken, and all before it has gone on. */
  abstract void stopped();

  /** Whether what has gone on ends with a frame. */
  final boolean between() {
    return left == 0;
  }

  /** Says a last frame; the source is not wanted any more. */
  final void lastly(byte[] frame) {
    if (!over) {
      over = true;
      forget();
      super.write(Unpooled.wrappedBuffer(frame));
      super.cancel();
    }
  }

  /** No more goes on in this direction. */
  final void end() {
    super.end(null);
  }

  @Override
  public final boolean write(ByteBuf data) {
    if (over) {
      data.release();
      return true;
    }
    ByteBuf in = data;
    ByteBuf before = begun;
    if (before != null) {
      begun = null;
      in = Unpooled.wrappedBuffer(before, data);
    }
    int at = in.readerIndex();
    int end = in.writerIndex();
    boolean taken = true;
    while (taken && at < end) {
      int head = left > 0 ? 0 : head(in, at, end);
      if (head < 0) {
        break;
      }
      if (head > 0) {
        long payload = WebSocketFrame.payload(in, at);
        taken = takes(payload);
        if (taken) {
          left = payload;
          at += head;
        }
      }
      int more = (int) Math.min(left, end - at);
      left -= more;
      at += more;
    }
    return pass(in, at, taken);
  }

  private boolean pass(ByteBuf in, int upTo, boolean taken) {
    boolean room = true;
    if (upTo > in.readerIndex()) {
      room = super.write(in.readRetainedSlice(upTo - in.readerIndex()));
    }
    if (taken && in.isReadable()) {
      begun = in;
    } else {
      in.release();
    }
    if (!taken) {
      stopped();
    }
    return room;
  }

  /** Bytes of the head that begins there; -1: it is not there yet. */
  private static int head(ByteBuf in, int at, int end) {
    if (end - at < 2) {
      return -1;
    }
    int head = WebSocketFrame.headSize(in.getByte(at + 1));
    return end - at < head ? -1 : head;
  }

  private void forget() {
    ByteBuf part = begun;
    if (part != null) {
      begun = null;
      part.release();
    }
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      over = true;
      forget();
      super.end(trailers);
    }
  }

  @Override
  public void fail(Failure cause) {
    if (!over) {
      over = true;
      forget();
      super.fail(cause);
    }
  }

  @Override
  public void cancel() {
    over = true;
    forget();
    super.cancel();
  }
}

package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one stream after the head: as much as the windows of stream and connection let
 * (RFC 9113 §5.2), and as the socket takes. The rest waits here, and with it its source.
 */
public final class Http2Sending {
  /** Whose it is. */
  public interface Owner {
    /** The last byte is written. */
    void sent();

    /** There is room again, after a write that was answered with false. */
    void more();

    /** The peer does not take trailers that large. */
    void tooLarge();
  }

  /** A small body is taken whole: its source has others to serve. */
  private static final int MOST_KEPT = 32 << 10;

  private final Owner owner;
  private final Http2Writer output;
  private final Http2Room room;
  private final int id;
  private int window;
  private @Nullable ArrayDeque<ByteBuf> rest;

  /** Bytes of it. */
  private int kept;

  /** Where the flags of the last frame stand, and in which buffer. */
  private int flagsAt;

  private int generation = -1;

  /** Its source was told to hold back. */
  private boolean held;

  /** It waits for the connection. */
  private boolean waits;

  private boolean ended;
  private @Nullable HeaderSection trailers;
  private boolean over;

  public Http2Sending(Owner owner, Http2Writer output, Http2Room room, int id) {
    this.owner = owner;
    this.output = output;
    this.room = room;
    this.id = id;
    this.window = room.streamWindow();
  }

  /** For the output: where the frame stands that was written last. */
  void lastFrame(int flags, int of) {
    flagsAt = flags;
    generation = of;
  }

  /** Whether the last byte is written. */
  public boolean over() {
    return over;
  }

  /** Takes bytes, and their ownership; false: hold back. */
  public boolean write(ByteBuf data) {
    if (over) {
      data.release();
      return true;
    }
    if (!waiting() && room.any() && sent(data)) {
      if (room.any()) {
        return true;
      }
      await();
    } else {
      keep(data);
      if (kept < MOST_KEPT) {
        return true;
      }
    }
    held = true;
    return false;
  }

  private void keep(ByteBuf data) {
    ArrayDeque<ByteBuf> queue = rest;
    if (queue == null) {
      queue = new ArrayDeque<>(4);
      rest = queue;
    }
    queue.add(data);
    kept += data.readableBytes();
    if (window > 0) {
      await();
    }
  }

  private boolean waiting() {
    return rest != null && !rest.isEmpty();
  }

  /** Sends as much as may be; whether that was all, which then is released. */
  private boolean sent(ByteBuf data) {
    while (data.isReadable()) {
      int most = Math.min(window, room.window());
      if (most <= 0) {
        return false;
      }
      int size = output.data(id, data, most, this);
      window -= size;
      room.sent(size);
    }
    data.release();
    return true;
  }

  /** Nothing follows; with trailers, or without. */
  public void end(@Nullable HeaderSection last) {
    ended = true;
    trailers = last;
    if (!over && !waiting()) {
      close();
    }
  }

  private void close() {
    HeaderSection last = trailers;
    if (last == null) {
      output.end(id, flagsAt, generation);
    } else if (!output.trailers(id, last, this)) {
      owner.tooLarge();
      return;
    }
    over = true;
    owner.sent();
  }

  /** The head was all. */
  public void endedByHead() {
    over = true;
    owner.sent();
  }

  private void await() {
    if (!waits) {
      waits = true;
      room.await(this);
    }
  }

  /** The connection has room. */
  void goOn() {
    waits = false;
    ArrayDeque<ByteBuf> queue = rest;
    while (!over && queue != null && !queue.isEmpty()) {
      if (!room.any()) {
        await();
        return;
      }
      ByteBuf next = queue.element();
      int size = next.readableBytes();
      boolean all = sent(next);
      kept -= all ? size : size - next.readableBytes();
      if (!all) {
        if (window > 0) {
          await();
        }
        return;
      }
      queue.remove();
    }
    if (over) {
      return;
    }
    if (ended) {
      close();
    } else if (held && !room.any()) {
      await();
    } else if (held) {
      held = false;
      owner.more();
    }
  }

  /** The peer lets us send more, or less, on this stream. */
  public void credit(int bytes) throws Http2Exception {
    window = Http2Room.sum(window, bytes, id);
    if (window > 0 && waiting() && !waits) {
      goOn();
    }
  }

  /** Nobody takes what is left. */
  public void drop() {
    over = true;
    ArrayDeque<ByteBuf> queue = rest;
    rest = null;
    if (queue != null) {
      queue.forEach(ByteBuf::release);
    }
  }
}

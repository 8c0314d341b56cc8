package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a copy: what passes to the backend, a little later at most. Never holds its original
 * back; where too much is waiting for the mirror to take it, the copy is given up.
 */
final class CopiedBody implements BodySource {
  /** Bytes that may wait for the mirror. */
  static final int MOST_HELD = 256 << 10;

  private final long length;
  private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(4);
  private @Nullable Copy copy;
  private @Nullable BodySink sink;
  private @Nullable HeaderSection trailers;
  private int size;
  private boolean full;
  private boolean complete;
  private boolean over;

  /**
   * @param length bytes in all; -1: not known
   */
  CopiedBody(long length) {
    this.length = length;
  }

  void of(Copy made) {
    copy = made;
  }

  private Copy copy() {
    return Objects.requireNonNull(copy);
  }

  /** More of it; the bytes are the body's from here. */
  void offer(ByteBuf data) {
    if (over) {
      data.release();
      return;
    }
    held.add(data);
    size += data.readableBytes();
    copy().guarded(this::flow);
    if (size > MOST_HELD) {
      copy().drop();
    }
  }

  /** All of it has passed. */
  void complete(@Nullable HeaderSection last) {
    if (over) {
      return;
    }
    complete = true;
    if (last != null) {
      trailers = new HeaderSection(256, 8);
      trailers.addAll(last);
    }
    copy().guarded(this::flow);
  }

  /** The rest will never pass. */
  void broken() {
    if (!over && !complete) {
      copy().drop();
    }
  }

  private void flow() {
    BodySink to = sink;
    while (to != null && !full && !over) {
      ByteBuf next = held.poll();
      if (next == null) {
        break;
      }
      size -= next.readableBytes();
      full = !to.write(next);
    }
    if (to != null && complete && !over && held.isEmpty()) {
      over = true;
      to.end(trailers);
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void start(BodySink to) {
    sink = to;
    flow();
  }

  @Override
  public void resume() {
    full = false;
    flow();
  }

  @Override
  public void cancel() {
    over = true;
    for (ByteBuf each = held.poll(); each != null; each = held.poll()) {
      each.release();
    }
  }
}

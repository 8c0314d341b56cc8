package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Bytes of a connection that have come and are not read: they wait for the rest of a head or a
 * frame, or for somebody to want them. On the connection's event loop.
 */
public final class Unread {
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

  /** To read from, now: what comes next may put them into another buffer. */
  public ByteBuf bytes() {
    return bytes;
  }

  public boolean any() {
    return bytes.isReadable();
  }

  /**
   * Takes bytes that come behind those that wait, and their ownership. What has been read is
   * dropped with it: a peer that is busy may never come to the end of a frame and of a read at
   * once, and its buffer would grow for as long as it is.
   */
  public void add(ByteBufAllocator allocator, ByteBuf more) {
    int waiting = bytes.readableBytes();
    if (waiting == 0) {
      bytes.release();
      bytes = more;
      return;
    }
    int all = waiting + more.readableBytes();
    // Of a body somebody may still hold a part: that must not move.
    if (bytes.refCnt() > 1 || bytes.isReadOnly() || all > bytes.capacity()) {
      // As much room again: one who sends byte by byte is not copied for each.
      ByteBuf joined = allocator.buffer(all + waiting);
      joined.writeBytes(bytes);
      bytes.release();
      bytes = joined;
    } else if (more.readableBytes() > bytes.writableBytes()) {
      bytes.discardReadBytes();
    }
    bytes.writeBytes(more);
    more.release();
  }

  /**
   * Gives the buffer back where all of it is read: the next read, of whichever connection, finds it
   * in the core's cache.
   */
  public void trim() {
    if (!bytes.isReadable()) {
      drop();
    }
  }

  /** Hands them on, and their ownership. */
  public ByteBuf take() {
    ByteBuf all = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    return all;
  }

  /** Nobody reads them. */
  public void drop() {
    take().release();
  }
}

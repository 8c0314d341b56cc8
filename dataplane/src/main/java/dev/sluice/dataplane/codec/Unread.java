package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

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

  /** Takes bytes that come behind those that wait, and their ownership. */
  public void add(ByteBufAllocator allocator, ByteBuf more) {
    if (bytes.isReadable()) {
      bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, bytes, more);
    } else {
      bytes.release();
      bytes = more;
    }
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

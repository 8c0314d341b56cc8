package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much to read at a time: what most messages need, and more while reads come back full. A
 * buffer that just fits is full, and a full buffer means that the socket is read once more to find
 * nothing; so none is smaller than what most heads need.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int MOST = 64 << 10;

  @Override
  public Handle newHandle() {
    return new Sizes();
  }

  private final class Sizes extends MaxMessageHandle {
    private int size = FreeList.SIZE;
    private boolean less;

    @Override
    public ByteBuf allocate(ByteBufAllocator pool) {
      return size == FreeList.SIZE ? FreeList.take() : pool.ioBuffer(size);
    }

    @Override
    public int guess() {
      return size;
    }

    @Override
    public void lastBytesRead(int bytes) {
      // While it reads on, it need not wait for the end to know that there is much.
      if (bytes == attemptedBytesRead()) {
        fit(bytes);
      }
      super.lastBytesRead(bytes);
    }

    @Override
    public void readComplete() {
      fit(totalBytesRead());
    }

    /** Larger at once, smaller when it was too large twice. */
    private void fit(int bytes) {
      if (bytes >= size) {
        size = Math.min(size * 4, MOST);
        less = false;
      } else if (size > FreeList.SIZE && bytes <= size / 4) {
        if (less) {
          size /= 4;
        }
        less = !less;
      } else {
        less = false;
      }
    }
  }
}

package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Buffers of one size for one thread, the last one given back first: most heads and small bodies go
 * through the same few, whose bytes are in the core's cache still. A pool that serves all sizes and
 * threads hands its own out in turn, and costs more than what most reads do with them.
 */
final class FreeList {
  /** Bytes of a buffer. */
  static final int SIZE = 4 << 10;

  private static final int MOST = 256;
  private static final FastThreadLocal<FreeList> HERE =
      new FastThreadLocal<>() {
        @Override
        protected FreeList initialValue() {
          return new FreeList();
        }

        @Override
        protected void onRemoval(FreeList list) {
          list.close();
        }
      };

  private final Thread owner = Thread.currentThread();
  private final @Nullable Kept[] free = new Kept[MOST];
  private int count;
  private boolean closed;

  private FreeList() {}

  /** A buffer of {@link #SIZE} bytes, or of more where it is written to beyond that. */
  static ByteBuf take() {
    return HERE.get().next();
  }

  private ByteBuf next() {
    if (count > 0) {
      Kept kept = free[--count];
      free[count] = null;
      if (kept != null) {
        return kept.again();
      }
    }
    return new Kept(this);
  }

  private void close() {
    closed = true;
    while (count > 0) {
      Kept kept = free[--count];
      free[count] = null;
      if (kept != null) {
        kept.free();
      }
    }
  }

  /** False: it is not kept. */
  private boolean keep(Kept buffer) {
    if (count == MOST || closed || Thread.currentThread() != owner) {
      return false;
    }
    free[count++] = buffer;
    return true;
  }

  private static final class Kept extends UnpooledUnsafeDirectByteBuf {
    private final FreeList list;

    Kept(FreeList list) {
      super(UnpooledByteBufAllocator.DEFAULT, SIZE, Integer.MAX_VALUE);
      this.list = list;
    }

    ByteBuf again() {
      resetRefCnt();
      return clear();
    }

    void free() {
      super.deallocate();
    }

    @Override
    protected void deallocate() {
      if (capacity() != SIZE || !list.keep(this)) {
        free();
      }
    }
  }
}

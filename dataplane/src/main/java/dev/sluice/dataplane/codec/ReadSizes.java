package dev.sluice.dataplane.codec;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/** How large the buffers are into which sockets are read. */
public final class ReadSizes {
  /**
   * Follows what comes, but never below what most heads need: a buffer that just fits is full, and
   * a full buffer means that the socket is read once more to find nothing.
   */
  public static final RecvByteBufAllocator INSTANCE =
      new AdaptiveRecvByteBufAllocator(2 << 10, 4 << 10, 64 << 10);

  private ReadSizes() {}
}

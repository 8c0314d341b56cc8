package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.WebSocketFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Where a WebSocket's bytes are within its frames: between two of them there is room for one more,
 * also within a message (RFC 6455 §5.4).
 */
final class WebSocketFrames {
  private static final int GOING_AWAY = 1001;

  /** Of a head that has begun. */
  private final ByteBuf head = Unpooled.buffer(WebSocketFrame.LONGEST_HEAD);

  /** Of the payload of a frame whose head has passed. */
  private long left;

  private boolean closed;

  /** What says that this end goes away. */
  static byte[] goingAway() {
    return WebSocketFrame.close(GOING_AWAY);
  }

  /** Those bytes pass. */
  void pass(ByteBuf data) {
    int at = data.readerIndex();
    int end = data.writerIndex();
    while (at < end) {
      if (left > 0) {
        int some = (int) Math.min(left, end - at);
        left -= some;
        at += some;
      } else {
        head.writeByte(data.getByte(at++));
        int had = head.writerIndex();
        if (had >= 2 && had == WebSocketFrame.headSize(head.getByte(1))) {
          left = WebSocketFrame.payload(head, 0);
          closed |= WebSocketFrame.closes(head, 0);
          head.clear();
        }
      }
    }
  }

  /** Whether a frame may come next: the last one is whole, and was no Close. */
  boolean open() {
    return !head.isReadable() && left == 0 && !closed;
  }
}

package dev.sluice.dataplane.listener;

import io.netty.buffer.ByteBuf;

/**
 * Where a WebSocket's bytes are within its frames (RFC 6455 §5.2): between two of them there is
 * room for one more, also within a message (§5.4).
 */
final class WebSocketFrames {
  /** Close, 1001: going away (§7.4.1). */
  static final byte[] GOING_AWAY = {(byte) 0x88, 2, 0x03, (byte) 0xe9};

  private static final int CLOSE = 8;
  private static final int MASKED = 0x80;

  private final byte[] head = new byte[14];
  private int had;

  /** Of the payload of a frame whose head has passed. */
  private long left;

  private boolean closed;

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
        head[had++] = data.getByte(at++);
        if (had >= 2 && had == 2 + extended() + ((head[1] & MASKED) != 0 ? 4 : 0)) {
          left = length();
          closed |= (head[0] & 0x0f) == CLOSE;
          had = 0;
        }
      }
    }
  }

  /** Bytes that say how long the payload is, beyond the first. */
  private int extended() {
    return switch (head[1] & 0x7f) {
      case 126 -> 2;
      case 127 -> 8;
      default -> 0;
    };
  }

  private long length() {
    int bytes = extended();
    if (bytes == 0) {
      return head[1] & 0x7f;
    }
    long length = 0;
    for (int i = 0; i < bytes; i++) {
      length = length << 8 | head[2 + i] & 0xff;
    }
    return length;
  }

  /** Whether a frame may come next: the last one is whole, and was no Close. */
  boolean open() {
    return had == 0 && left == 0 && !closed;
  }
}

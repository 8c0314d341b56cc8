package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;

/** Heads of WebSocket frames, and those frames that we say ourselves (RFC 6455 §5.2). */
public final class WebSocketFrame {
  /** Bytes of the longest head. */
  public static final int LONGEST_HEAD = 14;

  private static final int CLOSE = 8;
  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;

  private WebSocketFrame() {}

  /**
   * Bytes of a head.
   *
   * @param second its second byte, which says it
   */
  public static int headSize(byte second) {
    int length = second & 0x7f;
    int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    return 2 + extended + ((second & MASKED) != 0 ? 4 : 0);
  }

  /**
   * Bytes of the payload behind a head that is whole. None has the highest bit; who sets it does
   * not get away with a negative size.
   */
  public static long payload(ByteBuf in, int at) {
    int length = in.getByte(at + 1) & 0x7f;
    if (length < 126) {
      return length;
    }
    long longer = length == 126 ? in.getUnsignedShort(at + 2) : in.getLong(at + 2);
    return longer < 0 ? Long.MAX_VALUE : longer;
  }

  /** Whether the frame that begins there is the last one of its direction (§5.5.1). */
  public static boolean closes(ByteBuf in, int at) {
    return (in.getByte(at) & 0x0f) == CLOSE;
  }

  /** Close, as a server says it, with a code of §7.4.1. */
  public static byte[] close(int code) {
    return new byte[] {(byte) (LAST | CLOSE), 2, (byte) (code >> 8), (byte) code};
  }

  /** The same as clients must say it (§5.3), under a mask that changes nothing. */
  public static byte[] closeByClient(int code) {
    return new byte[] {
      (byte) (LAST | CLOSE), (byte) (MASKED | 2), 0, 0, 0, 0, (byte) (code >> 8), (byte) code
    };
  }
}

package dev.sluice.snapshot.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Cuts a stream of bytes into frames: 4 bytes of length (big endian), 1 byte of flags (bit 0:
 * gzip), then the payload. For one thread. Throws {@link IllegalArgumentException} for what is no
 * frame; nothing that comes after it can be read.
 */
public final class FrameReader {
  static final int HEAD = 5;
  static final int GZIP = 1;

  private final int most;
  private final byte[] head = new byte[HEAD];
  private int headLength;
  private byte[] payload = new byte[0];
  private int length = -1;
  private int filled;

  /**
   * @param most bytes of one payload, before and after gzip: who sends more is not trusted with our
   *     memory
   */
  public FrameReader(int most) {
    this.most = most;
  }

  /** Hands on the payload of every frame that these bytes complete. */
  public void feed(byte[] bytes, Consumer<byte[]> frames) {
    int at = 0;
    while (at < bytes.length) {
      if (length < 0) {
        at = head(bytes, at);
        continue;
      }
      int more = Math.min(length - filled, bytes.length - at);
      reserve(filled + more);
      System.arraycopy(bytes, at, payload, filled, more);
      filled += more;
      at += more;
      complete(frames);
    }
  }

  private int head(byte[] bytes, int at) {
    while (headLength < HEAD && at < bytes.length) {
      head[headLength++] = bytes[at++];
    }
    if (headLength == HEAD) {
      int announced =
          (head[0] & 0xff) << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | head[3] & 0xff;
      if (announced <= 0 || announced > most) {
        throw new IllegalArgumentException("a frame of " + Integer.toUnsignedString(announced));
      }
      if ((head[4] & ~GZIP) != 0) {
        throw new IllegalArgumentException("unknown flags: " + head[4]);
      }
      length = announced;
      filled = 0;
    }
    return at;
  }

  /** Memory is given for what arrived, not for what was announced. */
  private void reserve(int size) {
    if (payload.length < size) {
      int next = (int) Math.min(length, Math.max(size, payload.length * 2L));
      payload = java.util.Arrays.copyOf(payload, next);
    }
  }

  private void complete(Consumer<byte[]> frames) {
    if (filled < length) {
      return;
    }
    byte[] frame = java.util.Arrays.copyOf(payload, length);
    boolean gzip = (head[4] & GZIP) != 0;
    payload = new byte[0];
    headLength = 0;
    length = -1;
    frames.accept(gzip ? inflate(frame, most) : frame);
  }

  private static byte[] inflate(byte[] bytes, int most) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes), 64 * 1024)) {
      byte[] plain = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new IllegalArgumentException("a frame that inflates to more than " + most);
      }
      return plain;
    } catch (IOException e) {
      throw new IllegalArgumentException("not gzip", e);
    }
  }
}

package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a head. They are appended and never moved, so that offsets stay true until all of
 * them are forgotten. What they mean is said by whoever extends this: an object of its own would be
 * one more for each stream. Nothing here is overridden.
 */
abstract class HeaderBlock {
  byte[] bytes;
  int used;

  HeaderBlock(int bytesHint) {
    bytes = new byte[bytesHint];
  }

  /** The block; valid until the next append. Read it, never write it, outside of a codec. */
  public final byte[] bytes() {
    return bytes;
  }

  /** Bytes of the block in use. */
  public final int used() {
    return used;
  }

  /** Appends raw bytes that belong to no field (yet); returns where they start. */
  public final int append(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, used, length);
    int start = used;
    used += length;
    return start;
  }

  /**
   * Appends raw bytes from a buffer at its reader index, advancing it; returns where they start.
   */
  public final int append(ByteBuf source, int length) {
    reserve(length);
    source.readBytes(bytes, used, length);
    int start = used;
    used += length;
    return start;
  }

  /**
   * Appends a field line as it is on the wire (RFC 9112 §5), so that lines behind each other are
   * one: all of it but the value. Returns where that goes.
   */
  final int appendLine(byte[] source, int name, int nameLength, int valueLength) {
    int whole = nameLength + valueLength + 4;
    reserve(whole);
    int at = used;
    System.arraycopy(source, name, bytes, at, nameLength);
    at += nameLength;
    bytes[at++] = ':';
    bytes[at++] = ' ';
    bytes[at + valueLength] = '\r';
    bytes[at + valueLength + 1] = '\n';
    used += whole;
    return at;
  }

  private void reserve(int length) {
    if (used + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + length));
    }
  }

  /** A stretch of the block as a string. */
  public final String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The same; a string that is known already, where it is what stands there. */
  public final String text(int start, int end, String known) {
    return is(start, end, known) ? known : text(start, end);
  }

  private boolean is(int start, int end, String text) {
    if (text.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if ((bytes[i] & 0xff) != text.charAt(i - start)) {
        return false;
      }
    }
    return true;
  }
}

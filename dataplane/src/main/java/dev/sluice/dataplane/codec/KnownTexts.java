package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Short texts as strings that never change, which HPACK's table wants to keep: names of fields and
 * values come again and again, and then are the same string, hash included. For one event loop.
 */
public final class KnownTexts {
  private static final int BITS = 9;
  private static final int LONGEST = 64;

  private final @Nullable AsciiString[] known = new AsciiString[1 << BITS];

  /** A field's name, in lower case. */
  public AsciiString name(byte[] bytes, int start, int end, int hash) {
    int slot = slot(hash);
    AsciiString text = known[slot];
    if (text == null || !sameName(text, bytes, start, end)) {
      byte[] copy = Arrays.copyOfRange(bytes, start, end);
      for (int i = 0; i < copy.length; i++) {
        copy[i] = lower(copy[i]);
      }
      text = new AsciiString(copy, false);
      keep(slot, text);
    }
    return text;
  }

  public AsciiString value(byte[] bytes, int start, int end) {
    if (end - start > LONGEST) {
      return new AsciiString(bytes, start, end - start, true);
    }
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = slot(hash);
    AsciiString text = known[slot];
    if (text == null || !Arrays.equals(text.array(), 0, text.length(), bytes, start, end)) {
      text = new AsciiString(bytes, start, end - start, true);
      keep(slot, text);
    }
    return text;
  }

  private void keep(int slot, AsciiString text) {
    if (text.length() <= LONGEST) {
      known[slot] = text;
    }
  }

  private static int slot(int hash) {
    return hash * 0x9E3779B9 >>> 32 - BITS;
  }

  private static boolean sameName(AsciiString text, byte[] bytes, int start, int end) {
    if (text.length() != end - start) {
      return false;
    }
    byte[] array = text.array();
    for (int i = start; i < end; i++) {
      if (array[i - start] != lower(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static byte lower(byte b) {
    return HeaderName.lower(b);
  }
}

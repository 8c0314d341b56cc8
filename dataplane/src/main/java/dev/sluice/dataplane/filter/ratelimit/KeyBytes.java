package dev.sluice.dataplane.filter.ratelimit;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The values of a key, one behind the other, each with its length before it: so no two different
 * keys are the same bytes. One for each event loop, used again for each key.
 */
final class KeyBytes {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private static final FastThreadLocal<KeyBytes> HERE =
      new FastThreadLocal<>() {
        @Override
        protected KeyBytes initialValue() {
          return new KeyBytes();
        }
      };

  /** Of values longer than this the rest tells nobody apart: heads are bounded anyway. */
  private static final int LONGEST = 0xffff;

  private final MessageDigest sha256;
  private byte[] bytes = new byte[256];
  private int length;

  private KeyBytes() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** This thread's, empty. */
  static KeyBytes here() {
    KeyBytes here = HERE.get();
    here.length = 0;
    return here;
  }

  void none() {
    reserve(0);
  }

  void add(byte[] source, int from, int to) {
    int size = Math.min(to - from, LONGEST);
    int at = reserve(size);
    System.arraycopy(source, from, bytes, at, size);
  }

  void add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    add(utf8, 0, utf8.length);
  }

  /** Room for one value, its length written; where it begins. */
  private int reserve(int size) {
    int end = length + 2 + size;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    bytes[length] = (byte) (size >> 8);
    bytes[length + 1] = (byte) size;
    int at = length + 2;
    length = end;
    return at;
  }

  /** Up to 16 bytes, to be filled at the offset that is returned in {@link #raw()}. */
  int room(int size) {
    return reserve(size);
  }

  byte[] raw() {
    return bytes;
  }

  long hash(KeyHash hash) {
    return hash.of(bytes, length);
  }

  /** The same on every data plane, and nothing that could be read back from a store. */
  String digest() {
    if (length == 0) {
      return "";
    }
    sha256.update(bytes, 0, length);
    return BASE64.encodeToString(Arrays.copyOf(sha256.digest(), 16));
  }
}

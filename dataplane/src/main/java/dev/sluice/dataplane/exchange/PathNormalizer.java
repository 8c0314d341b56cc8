package dev.sluice.dataplane.exchange;

/**
 * The one decision on what a path is, made before anything matches on it (RFC 3986 §6.2.2):
 *
 * <ul>
 *   <li>{@code %XX} of an unreserved character is decoded, of any other it is kept, in upper case;
 *   <li>dot segments are removed after that, so that {@code %2e%2e} cannot hide; a path that climbs
 *       above the root is refused;
 *   <li>{@code %2F}, {@code ;} and {@code //} mean different things to different backends, and stay
 *       as they are;
 *   <li>control characters, encoded or not, bytes outside of ASCII, a backslash, {@code #}, quotes,
 *       angle brackets, and a {@code %} without two hex digits are refused.
 * </ul>
 */
public final class PathNormalizer {
  private static final byte PLAIN = 0;
  private static final byte LOOK = 1;
  private static final byte REFUSED = 2;
  private static final byte[] KIND = new byte[256];
  private static final byte[] UPPER =
      "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  static {
    for (int c = 0; c < 256; c++) {
      KIND[c] = c <= 0x20 || c >= 0x7f ? REFUSED : PLAIN;
    }
    for (char c : "\\#\"<>".toCharArray()) {
      KIND[c] = REFUSED;
    }
    KIND['%'] = LOOK;
    KIND['.'] = LOOK;
  }

  private PathNormalizer() {}

  /**
   * Normalises in place, for a path only ever gets shorter; does not write where nothing needs to
   * be done.
   *
   * @param start where the path begins, with a slash
   * @return where it ends now; -1: refused
   */
  public static int normalise(byte[] bytes, int start, int end) {
    if (start >= end || bytes[start] != '/') {
      return -1;
    }
    boolean plain = true;
    for (int i = start; i < end; i++) {
      byte kind = KIND[bytes[i] & 0xff];
      if (kind == PLAIN) {
        continue;
      }
      if (kind == REFUSED) {
        return -1;
      }
      // A dot matters only where a segment begins.
      if (bytes[i] == '%' || bytes[i - 1] == '/') {
        plain = false;
      }
    }
    return plain ? end : rewrite(bytes, start, end);
  }

  private static int rewrite(byte[] bytes, int start, int end) {
    int in = start;
    int out = start;
    while (in < end) {
      bytes[out++] = '/';
      in++;
      int segment = out;
      while (in < end && bytes[in] != '/') {
        byte b = bytes[in++];
        if (b != '%') {
          bytes[out++] = b;
          continue;
        }
        int high = in + 1 < end ? Character.digit(bytes[in], 16) : -1;
        int low = in + 1 < end ? Character.digit(bytes[in + 1], 16) : -1;
        if (high < 0 || low < 0) {
          return -1;
        }
        in += 2;
        int c = high << 4 | low;
        if (c < 0x20 || c == 0x7f) {
          return -1;
        }
        if (unreserved(c)) {
          bytes[out++] = (byte) c;
        } else {
          bytes[out++] = '%';
          bytes[out++] = UPPER[high];
          bytes[out++] = UPPER[low];
        }
      }
      boolean last = in >= end;
      int length = out - segment;
      if (length == 1 && bytes[segment] == '.') {
        out = last ? segment : segment - 1;
      } else if (length == 2 && bytes[segment] == '.' && bytes[segment + 1] == '.') {
        out = segment - 1;
        if (out == start) {
          return -1;
        }
        do {
          out--;
        } while (bytes[out] != '/');
        out = last ? out + 1 : out;
      }
    }
    return out;
  }

  private static boolean unreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }
}

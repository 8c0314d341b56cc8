package dev.sluice.snapshot.match;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one decision on what a path is, made before anything matches on it (RFC 3986 §6.2.2):
 *
 * <ul>
 *   <li>{@code %XX} of an unreserved character is decoded, of any other it is kept, in upper case;
 *   <li>dot segments are removed after that, so that {@code %2e%2e} cannot hide; a path that climbs
 *       above the root is refused;
 *   <li>{@code %2F}, {@code ;} and {@code //} mean different things to different backends, and stay
 *       as they are; but a segment that would climb, or stay, for a backend that decodes {@code
 *       %2F} or {@code %5C}, or drops what follows a {@code ;}, is refused ({@code ..;}, {@code
 *       ..%2F});
 *   <li>what is encoded outside of ASCII must be UTF-8 (RFC 3629), in its one shortest form;
 *   <li>control characters, encoded or not, bytes outside of ASCII, a backslash, {@code #}, quotes,
 *       angle brackets, and a {@code %} without two hex digits are refused.
 * </ul>
 */
public final class PathNormalizer {
  private static final byte PLAIN = 0;
  private static final byte LOOK = 1;
  private static final byte REFUSED = 2;
  private static final byte[] KIND = new byte[256];
  private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

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

  /**
   * A path that a person wrote, as it stands in a request: a character outside of ASCII is encoded
   * first, for it comes in no other way.
   *
   * @return null: no request has such a path
   */
  public static @Nullable String normalise(String path) {
    byte[] written = path.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[3 * written.length];
    int end = 0;
    for (byte b : written) {
      if (b >= 0) {
        bytes[end++] = b;
      } else {
        bytes[end++] = '%';
        bytes[end++] = UPPER[(b >> 4) & 0xf];
        bytes[end++] = UPPER[b & 0xf];
      }
    }
    int length = normalise(bytes, 0, end);
    return length < 0 ? null : new String(bytes, 0, length, StandardCharsets.US_ASCII);
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
        int c = octet(bytes, in - 1, end);
        if (c < 0x20 || c == 0x7f) {
          return -1;
        }
        int length = c < 0x80 ? 1 : utf8(bytes, in - 1, end);
        if (length == 0) {
          return -1;
        }
        if (unreserved(c)) {
          bytes[out++] = (byte) c;
          in += 2;
          continue;
        }
        for (int i = 0; i < length; i++) {
          in += i == 0 ? 0 : 1;
          bytes[out++] = '%';
          bytes[out++] = UPPER[Character.digit(bytes[in++], 16)];
          bytes[out++] = UPPER[Character.digit(bytes[in++], 16)];
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
      } else if (hidesDots(bytes, segment, out)) {
        return -1;
      }
    }
    return out;
  }

  /** What stands encoded there; -1: nothing. */
  private static int octet(byte[] bytes, int at, int end) {
    if (at + 2 >= end || bytes[at] != '%') {
      return -1;
    }
    int high = Character.digit(bytes[at + 1], 16);
    int low = Character.digit(bytes[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Octets of the encoded character that begins there; 0: it is not UTF-8 (RFC 3629 §4). */
  private static int utf8(byte[] bytes, int at, int end) {
    int first = octet(bytes, at, end);
    int length = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    for (int i = 1; i < length; i++) {
      int next = octet(bytes, at + 3 * i, end);
      if (next < least || next > most) {
        return 0;
      }
      least = 0x80;
      most = 0xbf;
    }
    return length;
  }

  /** Whether a segment holds one of dots, for a backend that cuts it at %2F, %5C or a semicolon. */
  private static boolean hidesDots(byte[] bytes, int start, int end) {
    int piece = start;
    boolean counts = true;
    for (int i = start; i <= end; i++) {
      int encoded = i < end ? octet(bytes, i, end) : -1;
      boolean slash = encoded == '/' || encoded == '\\';
      boolean parameter = encoded == ';' || (i < end && bytes[i] == ';');
      if (i < end && !slash && !parameter) {
        continue;
      }
      int length = i - piece;
      boolean dots = length == 1 || (length == 2 && bytes[piece + 1] == '.');
      if (counts && dots && bytes[piece] == '.') {
        return true;
      }
      counts = slash;
      piece = encoded >= 0 ? i + 3 : i + 1;
    }
    return false;
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

package dev.sluice.dataplane.codec;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;

/** Which bytes may stand where (RFC 9110 §5.6.2, §5.5; RFC 3986 §3.2.2, §3.4). */
public final class Syntax {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] HOST = new boolean[256];

  static {
    String alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    mark(TOKEN, alphanumeric + "!#$%&'*+-.^_`|~");
    // Not all that RFC 3986 lets a reg-name hold: no name in use has it, and backends disagree on
    // it.
    mark(HOST, alphanumeric + "-._");
  }

  private Syntax() {}

  private static void mark(boolean[] table, String characters) {
    for (byte b : characters.getBytes(StandardCharsets.US_ASCII)) {
      table[b] = true;
    }
  }

  public static boolean token(byte b) {
    return TOKEN[b & 0xff];
  }

  /** Anything but control characters; a tab is fine. */
  public static boolean value(byte b) {
    return (b >= 0x20 && b != 0x7f) || b < 0 || b == '\t';
  }

  public static boolean query(byte b) {
    return b > 0x20 && b < 0x7f && b != '#';
  }

  /** Where the host ends and an optional port begins; -1: not a host. */
  public static int hostEnd(byte[] bytes, int start, int end) {
    int i = start;
    if (i < end && bytes[i] == '[') {
      i++;
      while (i < end && bytes[i] != ']') {
        i++;
      }
      String address = new String(bytes, start + 1, i - start - 1, StandardCharsets.ISO_8859_1);
      if (i == end || address.indexOf('%') >= 0 || !NetUtil.isValidIpV6Address(address)) {
        return -1;
      }
      i++;
    } else {
      while (i < end && bytes[i] != ':') {
        if (!HOST[bytes[i] & 0xff]) {
          return -1;
        }
        i++;
      }
    }
    if (i == start) {
      return -1;
    }
    int hostEnd = i;
    if (i < end && bytes[i] != ':') {
      return -1;
    }
    int port = 0;
    for (i++; i < end; i++) {
      port = port * 10 + (bytes[i] - '0');
      if (bytes[i] < '0' || bytes[i] > '9' || port > 65_535) {
        return -1;
      }
    }
    return hostEnd;
  }
}

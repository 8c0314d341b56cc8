package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A field name, or a token of a value, made ready for comparing: lower-case bytes and their hash
 * (RFC 9110 §5.1: names are compared without case). Make them once, as constants or when a snapshot
 * is applied.
 */
public final class HeaderName {
  public static final HeaderName AUTHORITY_HOST = of("host");
  public static final HeaderName CONNECTION = of("connection");
  public static final HeaderName CONTENT_LENGTH = of("content-length");
  public static final HeaderName CONTENT_RANGE = of("content-range");
  public static final HeaderName CONTENT_TYPE = of("content-type");
  public static final HeaderName COOKIE = of("cookie");
  public static final HeaderName DATE = of("date");
  public static final HeaderName EXPECT = of("expect");
  public static final HeaderName FORWARDED = of("forwarded");
  public static final HeaderName KEEP_ALIVE = of("keep-alive");
  public static final HeaderName LOCATION = of("location");
  public static final HeaderName PROXY_AUTHENTICATE = of("proxy-authenticate");
  public static final HeaderName PROXY_AUTHORIZATION = of("proxy-authorization");
  public static final HeaderName PROXY_CONNECTION = of("proxy-connection");
  public static final HeaderName SERVER = of("server");
  public static final HeaderName TE = of("te");
  public static final HeaderName TRAILER = of("trailer");
  public static final HeaderName TRANSFER_ENCODING = of("transfer-encoding");
  public static final HeaderName UPGRADE = of("upgrade");
  public static final HeaderName VIA = of("via");
  public static final HeaderName X_FORWARDED_FOR = of("x-forwarded-for");
  public static final HeaderName X_FORWARDED_HOST = of("x-forwarded-host");
  public static final HeaderName X_FORWARDED_PORT = of("x-forwarded-port");
  public static final HeaderName X_FORWARDED_PROTO = of("x-forwarded-proto");
  public static final HeaderName X_REQUEST_ID = of("x-request-id");

  final byte[] lower;
  final int hash;
  final long bit;
  private final String text;

  private HeaderName(String text) {
    this.text = text.toLowerCase(Locale.ROOT);
    this.lower = this.text.getBytes(StandardCharsets.ISO_8859_1);
    int h = 0;
    for (byte b : lower) {
      h = 31 * h + b;
    }
    this.hash = h;
    this.bit = bit(h);
  }

  /** One of 64, for a set of names that may hold others too. */
  static long bit(int hash) {
    return 1L << (hash * 0x9E3779B9 >>> 26);
  }

  public static HeaderName of(String text) {
    return new HeaderName(text);
  }

  /** The name in lower case. */
  public String text() {
    return text;
  }

  /** One step of the hash over a name's bytes; the codec computes it while it scans. */
  public static int hashStep(int hash, byte b) {
    return 31 * hash + lower(b);
  }

  public static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Whether the name stands at [start, end), without case. */
  boolean is(byte[] bytes, int start, int end) {
    byte[] lower = this.lower;
    if (end - start != lower.length) {
      return false;
    }
    for (int k = 0; k < lower.length; k++) {
      if (lower(bytes[start + k]) != lower[k]) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is one of what stands between commas at [start, end), without case. */
  boolean isListed(byte[] bytes, int start, int end) {
    int from = start;
    for (int k = start; k <= end; k++) {
      if (k == end || bytes[k] == ',') {
        int a = from;
        int b = k;
        while (a < b && isBlank(bytes[a])) {
          a++;
        }
        while (b > a && isBlank(bytes[b - 1])) {
          b--;
        }
        if (is(bytes, a, b)) {
          return true;
        }
        from = k + 1;
      }
    }
    return false;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  @Override
  public String toString() {
    return text;
  }
}

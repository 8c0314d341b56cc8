package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes request ids: 128 random bits as 32 hex digits. For telling requests apart, not a secret.
 */
final class RequestIds {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private RequestIds() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] text = new byte[32];
    fill(text, 0, random.nextLong());
    fill(text, 16, random.nextLong());
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void fill(byte[] text, int at, long bits) {
    for (int i = 0; i < 16; i++) {
      text[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
    }
  }
}

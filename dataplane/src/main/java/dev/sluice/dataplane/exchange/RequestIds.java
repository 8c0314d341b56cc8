package dev.sluice.dataplane.exchange;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes request ids: 128 random bits as 32 hex digits. For telling requests apart, not a secret.
 */
final class RequestIds {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private RequestIds() {}

  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] text = new char[32];
    fill(text, 0, random.nextLong());
    fill(text, 16, random.nextLong());
    return new String(text);
  }

  private static void fill(char[] text, int at, long bits) {
    for (int i = 0; i < 16; i++) {
      text[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
    }
  }
}

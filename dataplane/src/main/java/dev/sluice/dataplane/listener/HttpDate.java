package dev.sluice.dataplane.listener;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The date as responses say it: {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110 §5.6.7,
 * IMF-fixdate). By hand, for the first use of a calendar or of a formatter reads what the JDK knows
 * of all the world's languages, which takes a start 50 ms.
 */
final class HttpDate {
  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private HttpDate() {}

  /** For the years 0 to 9999. */
  static byte[] of(long epochSecond) {
    LocalDateTime at = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    byte[] to = "___, __ ___ ____ __:__:__ GMT".getBytes(StandardCharsets.US_ASCII);
    word(to, 0, DAYS, at.getDayOfWeek().ordinal());
    two(to, 5, at.getDayOfMonth());
    word(to, 8, MONTHS, at.getMonth().ordinal());
    two(to, 12, at.getYear() / 100);
    two(to, 14, at.getYear() % 100);
    two(to, 17, at.getHour());
    two(to, 20, at.getMinute());
    two(to, 23, at.getSecond());
    return to;
  }

  private static void word(byte[] to, int from, String words, int number) {
    for (int i = 0; i < 3; i++) {
      to[from + i] = (byte) words.charAt(3 * number + i);
    }
  }

  private static void two(byte[] to, int from, int number) {
    to[from] = (byte) ('0' + number / 10);
    to[from + 1] = (byte) ('0' + number % 10);
  }
}

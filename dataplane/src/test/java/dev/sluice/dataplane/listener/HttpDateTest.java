package dev.sluice.dataplane.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {
  /** RFC 9110 §5.6.7; the JDK's own RFC_1123_DATE_TIME has days of one digit. */
  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static String text(Instant at) {
    return new String(HttpDate.of(at.getEpochSecond()), StandardCharsets.US_ASCII);
  }

  @Test
  void the_example_of_the_rfc() {
    assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", text(Instant.parse("1994-11-06T08:49:37Z")));
  }

  @Test
  void is_what_the_jdk_says_of_any_second() {
    Random random = new Random(7);
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 2_000; i++) {
      Instant at = Instant.ofEpochSecond(random.nextLong(last));
      assertEquals(FIXED.format(at), text(at));
    }
    Instant leap = Instant.parse("2028-02-29T23:59:59Z");
    assertEquals(FIXED.format(leap), text(leap));
  }
}

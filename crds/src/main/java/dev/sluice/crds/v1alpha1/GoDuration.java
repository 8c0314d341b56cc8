package dev.sluice.crds.v1alpha1;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 250ms}, {@code 5s}, {@code 1m30s}, {@code 1.5h}. */
public final class GoDuration {
  /** What the schema allows: the units of Go down to milliseconds, each with a number before it. */
  public static final String PATTERN = "^([0-9]{1,5}([.][0-9]{1,3})?(h|m|s|ms)){1,4}$";

  private static final Pattern WHOLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|m|s)");

  private GoDuration() {}

  /**
   * Parses a duration; parts of a millisecond are dropped.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write one such as 250ms, 5s or 1m30s");
    }
    BigDecimal millis = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      millis = millis.add(new BigDecimal(part.group(1)).multiply(millisOf(part.group(2))));
    }
    return Duration.ofMillis(millis.setScale(0, RoundingMode.DOWN).longValueExact());
  }

  private static BigDecimal millisOf(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "h" -> 3_600_000;
          case "m" -> 60_000;
          case "s" -> 1_000;
          default -> 1;
        });
  }
}

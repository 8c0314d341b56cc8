package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.GoDuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Durations of a spec, in ms. */
public final class Durations {
  private Durations() {}

  /**
   * At least 1.
   *
   * @param text null: the usual one
   * @param usual also where the text is wrong, beside a problem
   */
  public static long positive(
      Place place, @Nullable String text, long usual, List<Problem> problems) {
    long millis = millis(place, text, usual, problems);
    if (text != null && millis < 1) {
      problems.add(
          place.invalid(
              "'" + text + "': write a duration of at least 1ms, such as 250ms, 5s or 1m30s"));
      return usual;
    }
    return millis;
  }

  /** Zero is one too. */
  public static long millis(
      Place place, @Nullable String text, long usual, List<Problem> problems) {
    if (text == null) {
      return usual;
    }
    try {
      return GoDuration.parse(text).toMillis();
    } catch (IllegalArgumentException e) {
      problems.add(place.invalid(String.valueOf(e.getMessage())));
      return usual;
    }
  }
}

package dev.sluice.operator.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole numbers of a spec. */
public final class Numbers {
  private Numbers() {}

  /**
   * Between two bounds.
   *
   * @param number null: the usual one
   * @param usual also where the number is out of bounds, beside a problem
   */
  public static int between(
      Place place,
      @Nullable Integer number,
      int least,
      int most,
      int usual,
      List<Problem> problems) {
    if (number == null) {
      return usual;
    }
    if (number < least || number > most) {
      problems.add(place.invalid(number + ": write a number of " + least + " to " + most));
      return usual;
    }
    return number;
  }
}

package dev.sluice.operator.compile.match;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.match.AddressRanges;
import java.util.List;

/** Ranges of client addresses, wherever a spec has them. */
public final class Ranges {
  private Ranges() {}

  /** Each once, in one order; a problem for each that is none. */
  public static List<String> of(
      Place place, String list, List<String> specs, List<Problem> problems) {
    for (int i = 0; i < specs.size(); i++) {
      try {
        AddressRanges ranges = AddressRanges.of(List.of(specs.get(i)));
        if (ranges.isEmpty()) {
          problems.add(place.in(list, i).invalid("a range of addresses is one such as 10.0.0.0/8"));
        }
      } catch (IllegalArgumentException e) {
        problems.add(place.in(list, i).invalid(String.valueOf(e.getMessage())));
      }
    }
    return specs.stream().distinct().sorted().toList();
  }
}

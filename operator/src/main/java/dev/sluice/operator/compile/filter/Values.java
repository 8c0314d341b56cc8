package dev.sluice.operator.compile.filter;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.filter.ValueTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts with values of the request in them. */
public final class Values {
  private Values() {}

  /** Null, and a problem, where the text cannot be used. */
  public static @Nullable ValueTemplate parse(
      Place place, String text, Captured captured, List<Problem> problems) {
    if (text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
      problems.add(
          place.invalid("a value is one line; leave line breaks and control characters out"));
      return null;
    }
    ValueTemplate value;
    try {
      value = ValueTemplate.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(place.invalid(String.valueOf(e.getMessage())));
      return null;
    }
    for (ValueTemplate.Part part : value.parts()) {
      if (part instanceof ValueTemplate.Part.Value use
          && use.source() == ValueTemplate.Source.PATH
          && !captured.names().contains(use.name())) {
        problems.add(place.invalid(missing(use.name())));
        return null;
      }
    }
    return value;
  }

  private static String missing(String name) {
    return "{path."
        + name
        + "} is captured by no match, or not by each; write path: {template: /.../{"
        + name
        + "}} in every match of the rule";
  }
}

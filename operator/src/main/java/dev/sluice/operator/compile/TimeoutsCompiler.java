package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.GoDuration;
import dev.sluice.crds.v1alpha1.TimeoutsSpec;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code timeouts}. */
final class TimeoutsCompiler {
  private TimeoutsCompiler() {}

  static Timeouts compile(Place place, TimeoutsSpec spec, List<Problem> problems) {
    Timeouts usual = Timeouts.DEFAULT;
    return new Timeouts(
        millis(place.in("request"), spec.request(), usual.requestMillis(), problems),
        millis(place.in("connect"), spec.connect(), usual.connectMillis(), problems),
        millis(place.in("idle"), spec.idle(), usual.idleMillis(), problems));
  }

  private static long millis(
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

package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.TimeoutsSpec;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;

/** Compiles {@code timeouts}. */
final class TimeoutsCompiler {
  private TimeoutsCompiler() {}

  static Timeouts compile(Place place, TimeoutsSpec spec, List<Problem> problems) {
    Timeouts usual = Timeouts.DEFAULT;
    return new Timeouts(
        Durations.millis(place.in("request"), spec.request(), usual.requestMillis(), problems),
        Durations.millis(place.in("perTry"), spec.perTry(), usual.perTryMillis(), problems),
        Durations.millis(place.in("connect"), spec.connect(), usual.connectMillis(), problems),
        Durations.millis(place.in("idle"), spec.idle(), usual.idleMillis(), problems));
  }
}

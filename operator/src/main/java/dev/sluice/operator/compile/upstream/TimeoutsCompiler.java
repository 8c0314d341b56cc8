package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.TimeoutsSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;

/** Compiles {@code timeouts}. */
public final class TimeoutsCompiler {
  private TimeoutsCompiler() {}

  public static Timeouts compile(Place place, TimeoutsSpec spec, List<Problem> problems) {
    Timeouts usual = Timeouts.DEFAULT;
    return new Timeouts(
        Durations.millis(place.in("request"), spec.request(), usual.requestMillis(), problems),
        Durations.millis(place.in("perTry"), spec.perTry(), usual.perTryMillis(), problems),
        Durations.millis(place.in("connect"), spec.connect(), usual.connectMillis(), problems),
        Durations.millis(place.in("idle"), spec.idle(), usual.idleMillis(), problems));
  }
}

package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.HedgeSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Numbers;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Hedge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code hedge}. */
final class HedgeCompiler {
  private HedgeCompiler() {}

  /** Null, and a problem, where it does not say when. */
  static @Nullable Hedge compile(Place place, HedgeSpec spec, List<Problem> problems) {
    if (spec.after() == null) {
      problems.add(place.in("after").invalid("it needs a duration, such as after: 100ms"));
      return null;
    }
    return new Hedge(
        Durations.positive(place.in("after"), spec.after(), 1, problems),
        Numbers.between(place.in("max"), spec.max(), 1, 3, 1, problems));
  }
}

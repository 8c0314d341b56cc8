package dev.sluice.operator.compile.filter.faults;

import dev.sluice.crds.v1alpha1.FaultAbortSpec;
import dev.sluice.crds.v1alpha1.FaultDelaySpec;
import dev.sluice.crds.v1alpha1.FaultsSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.match.MatchCompiler;
import dev.sluice.snapshot.filter.Faults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code faults}. */
public final class FaultsCompiler {
  private FaultsCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Faults compile(Place place, FaultsSpec spec, List<Problem> problems) {
    if (spec.delay() == null && spec.abort() == null) {
      problems.add(
          place.invalid(
              "faults have at least one of delay and abort; to inject none leave faults out"));
      return null;
    }
    return new Faults(
        spec.delay() == null ? null : delay(place.in("delay"), spec.delay(), problems),
        spec.abort() == null ? null : abort(place.in("abort"), spec.abort(), problems),
        spec.when() == null
            ? null
            : MatchCompiler.header(place.in("when").in("header"), spec.when().header(), problems));
  }

  private static Faults.@Nullable Delay delay(
      Place place, FaultDelaySpec spec, List<Problem> problems) {
    if (spec.time() == null) {
      problems.add(place.in("for").invalid("a delay needs a duration, such as for: 250ms"));
      return null;
    }
    long millis = Durations.positive(place.in("for"), spec.time(), 1, problems);
    return new Faults.Delay(millis, percent(place, spec.percent(), problems));
  }

  private static Faults.@Nullable Abort abort(
      Place place, FaultAbortSpec spec, List<Problem> problems) {
    double percent = percent(place, spec.percent(), problems);
    if (spec.status() == null || spec.status() < 400 || spec.status() > 599) {
      problems.add(
          place
              .in("status")
              .invalid(spec.status() + " is no error; write a status of 400 to 599, such as 503"));
      return null;
    }
    return new Faults.Abort(spec.status(), percent);
  }

  private static double percent(Place place, @Nullable Double percent, List<Problem> problems) {
    if (percent == null) {
      return 100;
    }
    if (!(percent >= 0 && percent <= 100)) {
      problems.add(place.in("percent").invalid(percent + ": write a share of 0 to 100"));
      return 100;
    }
    return percent;
  }
}

package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.ConcurrencySpec;
import dev.sluice.operator.compile.Numbers;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Concurrency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code concurrency}. */
final class ConcurrencyCompiler {
  private static final int MOST = 1_000_000;

  private ConcurrencyCompiler() {}

  /** Null, and a problem, where it limits nothing. */
  static @Nullable Concurrency compile(Place place, ConcurrencySpec spec, List<Problem> problems) {
    boolean adaptive = spec.adaptive() != null && spec.adaptive();
    boolean requests = spec.maxRequests() != null || adaptive;
    if (!requests && spec.maxConnections() == null) {
      problems.add(
          place.invalid(
              "it limits nothing: write at least one of maxRequests, maxConnections and adaptive:"
                  + " true"));
      return null;
    }
    int pending = Numbers.between(place.in("maxPending"), spec.maxPending(), 0, MOST, 0, problems);
    if (pending > 0 && !requests) {
      problems.add(
          place
              .in("maxPending")
              .invalid(
                  "they wait for one of maxRequests: write maxRequests or adaptive: true beside"
                      + " it"));
    }
    return new Concurrency(
        Numbers.between(place.in("maxRequests"), spec.maxRequests(), 1, MOST, 0, problems),
        pending,
        Numbers.between(place.in("maxConnections"), spec.maxConnections(), 1, MOST, 0, problems),
        adaptive);
  }
}

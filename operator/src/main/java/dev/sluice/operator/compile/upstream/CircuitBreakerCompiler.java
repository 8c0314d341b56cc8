package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.CircuitBreakerSpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Numbers;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.CircuitBreaker;
import java.util.List;

/** Compiles {@code circuitBreaker}. */
final class CircuitBreakerCompiler {
  private CircuitBreakerCompiler() {}

  static CircuitBreaker compile(Place place, CircuitBreakerSpec spec, List<Problem> problems) {
    return new CircuitBreaker(
        Numbers.between(place.in("failurePercent"), spec.failurePercent(), 1, 100, 50, problems),
        Durations.positive(place.in("slowCall"), spec.slowCall(), 0, problems),
        Numbers.between(place.in("slowPercent"), spec.slowPercent(), 1, 100, 50, problems),
        Durations.positive(place.in("window"), spec.window(), 10_000, problems),
        Numbers.between(
            place.in("minimumRequests"), spec.minimumRequests(), 1, 1_000_000, 20, problems),
        Durations.positive(place.in("open"), spec.open(), 5_000, problems),
        Numbers.between(
            place.in("halfOpenRequests"), spec.halfOpenRequests(), 1, 1_000, 5, problems));
  }
}

package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.FallbackSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code fallback}. */
public final class FallbackCompiler {
  private FallbackCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Fallback compile(
      Place place,
      FallbackSpec spec,
      Captured captured,
      References references,
      List<Problem> problems) {
    if (spec.backends().isEmpty() == (spec.respond() == null)) {
      problems.add(
          place.invalid(
              "a fallback is exactly one of backends and respond, such as fallback: {respond:"
                  + " {status: 503}}"));
      return null;
    }
    if (spec.respond() != null) {
      @Nullable Respond respond =
          RespondCompiler.compile(place.in("respond"), spec.respond(), captured, problems);
      return respond == null ? null : new Fallback(List.of(), respond);
    }
    List<Proxy.Backend> backends =
        BackendsCompiler.backends(
            place,
            spec.backends(),
            captured,
            references,
            "; its share of the fallback answers 500",
            problems,
            problems);
    return backends.isEmpty() ? null : new Fallback(backends, null);
  }
}

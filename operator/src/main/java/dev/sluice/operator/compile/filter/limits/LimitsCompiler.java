package dev.sluice.operator.compile.filter.limits;

import dev.sluice.crds.v1alpha1.LimitsSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.Sizes;
import dev.sluice.snapshot.filter.BodyLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code limits}. */
public final class LimitsCompiler {
  private LimitsCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable BodyLimit compile(Place place, LimitsSpec spec, List<Problem> problems) {
    if (spec.body() == null) {
      problems.add(
          place.invalid("limits have a body, such as body: 10Mi; to set none leave limits out"));
      return null;
    }
    int before = problems.size();
    long most = Sizes.large(place.in("body"), spec.body(), problems);
    return problems.size() > before ? null : new BodyLimit(most);
  }
}

package dev.sluice.operator.compile.filter;

import dev.sluice.crds.v1alpha1.BodyEditSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.Sizes;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.JsonExpression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Edits of a body, of requests and responses alike. */
public final class BodyEditCompiler {
  private static final int USUAL = 64 << 10;
  private static final int MOST = 1 << 20;

  private BodyEditCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable BodyEdit compile(Place place, BodyEditSpec spec, List<Problem> problems) {
    int before = problems.size();
    if (spec.jmesPath() == null || spec.jmesPath().isBlank()) {
      problems.add(
          place
              .in("jmesPath")
              .invalid("a body needs an expression, such as jmesPath: '{id: user.id}'"));
      return null;
    }
    try {
      JsonExpression.parse(spec.jmesPath());
    } catch (IllegalArgumentException e) {
      problems.add(
          place
              .in("jmesPath")
              .invalid(e.getMessage() + "; write JMESPath, such as '{id: user.id}'"));
    }
    int size = Sizes.bytes(place.in("maxSize"), spec.maxSize(), USUAL, problems);
    if (problems.size() == before && (size < 1 || size > MOST)) {
      problems.add(place.in("maxSize").invalid(size + ": write 1 to 1Mi, such as 64Ki"));
    }
    return problems.size() > before ? null : new BodyEdit(spec.jmesPath(), size);
  }
}

package dev.sluice.operator.compile.filter.access;

import dev.sluice.crds.v1alpha1.AccessSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.match.Ranges;
import dev.sluice.snapshot.filter.Access;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code access}. */
public final class AccessCompiler {
  private AccessCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Access compile(Place place, AccessSpec spec, List<Problem> problems) {
    if (spec.allow().isEmpty() && spec.deny().isEmpty()) {
      problems.add(
          place.invalid(
              "access has at least one of allow and deny, with ranges such as 10.0.0.0/8; to let"
                  + " every address in leave access out"));
      return null;
    }
    int before = problems.size();
    List<String> allow = Ranges.of(place, "allow", spec.allow(), problems);
    List<String> deny = Ranges.of(place, "deny", spec.deny(), problems);
    return problems.size() > before ? null : new Access(allow, deny);
  }
}

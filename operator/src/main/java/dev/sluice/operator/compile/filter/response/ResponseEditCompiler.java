package dev.sluice.operator.compile.filter.response;

import dev.sluice.crds.v1alpha1.EditSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.HeaderEditsCompiler;
import dev.sluice.snapshot.filter.ResponseEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code response}. */
public final class ResponseEditCompiler {
  private ResponseEditCompiler() {}

  /** Null where it edits nothing. */
  public static @Nullable ResponseEdit compile(
      Place place, EditSpec spec, Captured captured, List<Problem> problems) {
    return spec.headers() == null
        ? null
        : new ResponseEdit(
            HeaderEditsCompiler.compile(place.in("headers"), spec.headers(), captured, problems));
  }
}

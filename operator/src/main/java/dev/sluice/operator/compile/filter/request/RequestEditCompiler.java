package dev.sluice.operator.compile.filter.request;

import dev.sluice.crds.v1alpha1.EditSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.HeaderEditsCompiler;
import dev.sluice.snapshot.filter.RequestEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code request}. */
public final class RequestEditCompiler {
  private RequestEditCompiler() {}

  /** Null where it edits nothing. */
  public static @Nullable RequestEdit compile(
      Place place, EditSpec spec, Captured captured, List<Problem> problems) {
    return spec.headers() == null
        ? null
        : new RequestEdit(
            HeaderEditsCompiler.compile(place.in("headers"), spec.headers(), captured, problems));
  }
}

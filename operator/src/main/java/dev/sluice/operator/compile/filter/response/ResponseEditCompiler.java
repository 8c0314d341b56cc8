package dev.sluice.operator.compile.filter.response;

import dev.sluice.crds.v1alpha1.EditSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.BodyEditCompiler;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.HeaderEditsCompiler;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.ResponseEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code response}. */
public final class ResponseEditCompiler {
  private ResponseEditCompiler() {}

  /** Null where it edits nothing. */
  public static @Nullable ResponseEdit compile(
      Place place, EditSpec spec, Captured captured, List<Problem> problems) {
    @Nullable BodyEdit body =
        spec.body() == null
            ? null
            : BodyEditCompiler.compile(place.in("body"), spec.body(), problems);
    if (spec.headers() == null && body == null) {
      return null;
    }
    HeaderEdits headers =
        spec.headers() == null
            ? HeaderEdits.NONE
            : HeaderEditsCompiler.compile(place.in("headers"), spec.headers(), captured, problems);
    return new ResponseEdit(headers, body);
  }
}

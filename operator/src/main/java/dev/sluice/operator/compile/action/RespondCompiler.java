package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.RespondSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.HeaderEditsCompiler;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.HeaderEdits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code respond}. */
public final class RespondCompiler {
  private RespondCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Respond compile(
      Place place, RespondSpec spec, Captured captured, List<Problem> problems) {
    int before = problems.size();
    int status = spec.status() == null ? 200 : spec.status();
    if (status < 200 || status > 599) {
      problems.add(place.in("status").invalid(status + " is no final status; write 200 to 599"));
    }
    String body = spec.body() == null ? "" : spec.body();
    if (!body.isEmpty() && (status == 204 || status == 205 || status == 304)) {
      problems.add(
          place
              .in("body")
              .invalid(
                  "answers of status "
                      + status
                      + " have no body: leave body out, or write another status"));
    }
    List<HeaderEdits.Header> headers =
        HeaderEditsCompiler.headers(place, "headers", spec.headers(), captured, problems);
    return problems.size() > before ? null : new Respond(status, headers, body);
  }
}

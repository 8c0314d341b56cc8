package dev.sluice.operator.compile.filter.rewrite;

import dev.sluice.crds.v1alpha1.RewriteSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.Hosts;
import dev.sluice.operator.compile.filter.PathRewriteCompiler;
import dev.sluice.snapshot.filter.Rewrite;
import java.util.List;

/** Compiles {@code rewrite}. */
public final class RewriteCompiler {
  private RewriteCompiler() {}

  public static Rewrite compile(
      Place place, RewriteSpec spec, Captured captured, List<Problem> problems) {
    if (spec.hostname() == null && spec.path() == null) {
      problems.add(
          place.invalid(
              "a rewrite has at least one of hostname and path; to rewrite nothing leave it out"));
    }
    return new Rewrite(
        spec.hostname() == null
            ? null
            : Hosts.check(place.in("hostname"), spec.hostname(), problems),
        spec.path() == null
            ? null
            : PathRewriteCompiler.compile(place.in("path"), spec.path(), captured, problems));
  }
}

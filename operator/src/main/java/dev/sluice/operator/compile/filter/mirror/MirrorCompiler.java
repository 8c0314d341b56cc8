package dev.sluice.operator.compile.filter.mirror;

import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.crds.v1alpha1.MirrorSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.compile.action.BackendsCompiler;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.id.UpstreamId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles {@code mirror}. A mirror that cannot be resolved is left out, and said so: the requests
 * themselves need nothing of it.
 */
public final class MirrorCompiler {
  private MirrorCompiler() {}

  /** Null where nothing is mirrored. */
  public static @Nullable Mirror compile(
      Place place, List<MirrorSpec> specs, References references, List<Problem> problems) {
    List<Mirror.Target> targets = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      MirrorSpec spec = specs.get(i);
      Place at = new Place(place.route(), place.rule(), place.field() + "[" + i + "]");
      @Nullable UpstreamId upstream =
          BackendsCompiler.one(
              at,
              new BackendSpec(
                  spec.service(),
                  spec.port(),
                  null,
                  spec.namespace(),
                  null,
                  null,
                  null,
                  null,
                  null),
              references,
              "; nothing is mirrored there",
              problems);
      double percent = percent(at, spec.percent(), problems);
      if (upstream != null) {
        targets.add(new Mirror.Target(upstream, percent));
      }
    }
    return targets.isEmpty() ? null : new Mirror(targets);
  }

  private static double percent(Place place, @Nullable Double percent, List<Problem> problems) {
    if (percent == null) {
      return 100;
    }
    if (!(percent >= 0 && percent <= 100)) {
      problems.add(place.in("percent").invalid(percent + ": write a share of 0 to 100"));
      return 100;
    }
    return percent;
  }
}

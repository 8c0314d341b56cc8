package dev.sluice.operator.compile;

import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route.
 *
 * @param route null where it is not served
 * @param materials the certificates, authorities and documents that it uses
 * @param limits what became of the policies that target its rules
 */
record CompiledRoute(
    @Nullable Route route, List<Entry> materials, RouteReport report, List<LimitOutcome> limits) {
  CompiledRoute {
    materials = List.copyOf(materials);
    limits = List.copyOf(limits);
  }
}

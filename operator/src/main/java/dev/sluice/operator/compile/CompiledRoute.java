package dev.sluice.operator.compile;

import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One route.
 *
 * @param route null where it is not served
 * @param certificates those it uses
 * @param limits what became of the policies that target its rules
 */
record CompiledRoute(
    @Nullable Route route,
    List<Certificate> certificates,
    RouteReport report,
    List<LimitOutcome> limits) {
  CompiledRoute {
    certificates = List.copyOf(certificates);
    limits = List.copyOf(limits);
  }
}

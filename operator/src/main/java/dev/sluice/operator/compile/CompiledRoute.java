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
 */
record CompiledRoute(@Nullable Route route, List<Certificate> certificates, RouteReport report) {
  CompiledRoute {
    certificates = List.copyOf(certificates);
  }
}

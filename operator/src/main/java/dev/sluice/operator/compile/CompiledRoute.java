package dev.sluice.operator.compile;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Forwarding;
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

  /** Whether a rule brings clients back to the endpoint that they had. */
  boolean remembers() {
    if (route == null) {
      return false;
    }
    for (Rule rule : route.rules()) {
      if (rule.action() instanceof Proxy proxy && remembers(proxy.forwarding())) {
        return true;
      }
    }
    return false;
  }

  private static boolean remembers(@Nullable Forwarding how) {
    return how != null && how.balancing() != null && how.balancing().affinity() != null;
  }
}

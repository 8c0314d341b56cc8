package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the next compile may take over. */
record Memory(
    Inputs inputs,
    Map<RouteId, Ownership.Verdict> verdicts,
    Map<CertificateId, Pair> pairs,
    @Nullable Instant staleAt,
    Attachments attachments,
    Map<RouteId, Remembered> routes) {

  /**
   * A route, and all that it was compiled from.
   *
   * @param verdict null where the route is of another fleet
   */
  record Remembered(
      WatchedRoute route,
      Ownership.@Nullable Verdict verdict,
      RouteLimits limits,
      Lookup.Found found,
      CompiledRoute compiled) {}
}

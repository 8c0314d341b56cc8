package dev.sluice.operator.compile;

import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the next compile may take over.
 *
 * @param staleAt when time alone makes another of a pair; null: never
 */
record Memory(
    Inputs inputs,
    Ownership ownership,
    PersistentMap<CertificateId, Pair> pairs,
    PersistentMap<AuthorityId, Trust> trusts,
    PersistentMap<CheckedDocument.Name, CheckedDocument> documents,
    @Nullable Instant staleAt,
    Attachments attachments,
    Totals totals,
    PersistentMap<PolicyId, PolicyReport> policies) {

  /** Of nothing but certificates. */
  static Memory of(
      FleetSettings fleet,
      PersistentMap<CertificateId, Pair> pairs,
      PersistentMap<AuthorityId, Trust> trusts) {
    return new Memory(
        new Inputs(
            fleet,
            PersistentMap.of(),
            PersistentMap.of(),
            PersistentMap.of(),
            List.of(),
            PersistentMap.of()),
        Ownership.none(fleet),
        pairs,
        trusts,
        PersistentMap.of(),
        null,
        Attachments.NONE,
        new Totals(),
        PersistentMap.of());
  }

  /** Whether a moment of which a pair's word depends has passed. */
  boolean stale(Instant now) {
    return staleAt != null && !now.isBefore(staleAt);
  }

  /**
   * A route, and all that it was compiled from.
   *
   * @param verdict null where the route is of another fleet
   * @param asked what its matches ask
   */
  record Remembered(
      WatchedRoute route,
      Ownership.@Nullable Verdict verdict,
      RouteLimits limits,
      Lookup.Found found,
      CompiledRoute compiled,
      Map<Asked, List<Asked.By>> asked) {}
}

package dev.sluice.dataplane.control;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.vertx.core.Future;
import java.util.Map;

/** Brings a snapshot into service. */
@FunctionalInterface
public interface SnapshotApplier {
  /**
   * Called one at a time, off the event loops. Completes when every event loop serves the snapshot,
   * with the entries that could not be built and why: their previous versions stay in service.
   * Fails when nothing of the snapshot could be taken, and the previous one serves on.
   */
  Future<Map<EntryKey, String>> apply(RoutingSnapshot snapshot);
}

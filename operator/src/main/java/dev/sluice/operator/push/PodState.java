package dev.sluice.operator.push;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the board knows of one data plane; guarded by the board. */
final class PodState {
  boolean connected;
  boolean active;
  boolean ready;
  @Nullable Revision acked;

  /** That of the snapshot it acked; 0: of none that this replica published. */
  long number;

  Map<EntryKey, String> rejected = Map.of();
  @Nullable String failure;

  DataPlanes.Pod as(String name) {
    return new DataPlanes.Pod(name, connected, active, ready, acked, rejected, failure);
  }
}

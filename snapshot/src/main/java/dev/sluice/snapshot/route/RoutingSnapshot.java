package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.util.Map;

/** All that a data plane serves, decoded. */
public record RoutingSnapshot(Revision revision, Map<EntryKey, Entry> entries) {
  public RoutingSnapshot {
    entries = Map.copyOf(entries);
  }

  @Override
  public String toString() {
    return "RoutingSnapshot[" + revision.brief() + ", " + entries.size() + " entries]";
  }
}

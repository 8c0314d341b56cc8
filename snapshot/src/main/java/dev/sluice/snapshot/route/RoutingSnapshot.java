package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.Map;

/** All that a data plane serves, decoded. What two of them have in common they share. */
public record RoutingSnapshot(Revision revision, PersistentMap<EntryKey, Entry> entries) {
  public RoutingSnapshot(Revision revision, Map<EntryKey, Entry> entries) {
    this(revision, PersistentMap.copyOf(entries));
  }

  @Override
  public String toString() {
    return "RoutingSnapshot[" + revision.brief() + ", " + entries.size() + " entries]";
  }
}

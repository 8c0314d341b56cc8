package dev.sluice.snapshot.delta;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.EntryKey;
import java.util.ArrayList;
import java.util.List;

/** What leads from one snapshot to another: entries to put, keys to remove. */
public record Delta(List<EncodedEntry> put, List<EntryKey> removed) {
  public Delta {
    put = List.copyOf(put);
    removed = List.copyOf(removed);
  }

  /** Looks only into buckets that differ. */
  public static Delta between(EncodedSnapshot from, EncodedSnapshot to) {
    List<EncodedEntry> put = new ArrayList<>();
    List<EntryKey> removed = new ArrayList<>();
    for (int i = 0; i < EncodedSnapshot.BUCKETS; i++) {
      if (from.sameBucket(i, to)) {
        continue;
      }
      for (EncodedEntry entry : to.bucket(i)) {
        EncodedEntry before = from.entry(entry.key());
        if (before == null || !before.sameContent(entry)) {
          put.add(entry);
        }
      }
      for (EncodedEntry entry : from.bucket(i)) {
        if (to.entry(entry.key()) == null) {
          removed.add(entry.key());
        }
      }
    }
    return new Delta(put, removed);
  }
}

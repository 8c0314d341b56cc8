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

  /** Of what is put, as JSON. */
  public long bytes() {
    long bytes = 0;
    for (EncodedEntry entry : put) {
      bytes += entry.json().length;
    }
    return bytes;
  }

  /** Looks only into buckets that differ. */
  public static Delta between(EncodedSnapshot from, EncodedSnapshot to) {
    List<EncodedEntry> put = new ArrayList<>();
    List<EntryKey> removed = new ArrayList<>();
    // Which bucket a key is in takes a hash: both sides of one are at hand.
    EncodedSnapshot.difference(
        from,
        to,
        (was, is) -> {
          is.forEach(
              (key, entry) -> {
                EncodedEntry before = was.get(key);
                if (before == null || !before.sameContent(entry)) {
                  put.add(entry);
                }
              });
          was.keySet().stream().filter(key -> !is.containsKey(key)).forEach(removed::add);
        });
    return new Delta(put, removed);
  }
}

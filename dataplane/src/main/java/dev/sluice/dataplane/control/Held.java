package dev.sluice.dataplane.control;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.codec.Shared;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was received and verified: the bytes, and what they say. An entry that this version cannot
 * read counts for the hash all the same; what it said before stands.
 *
 * @param unreadable entries of the bytes that could not be read, with why
 */
record Held(
    EncodedSnapshot encoded,
    PersistentMap<EntryKey, Entry> entries,
    Map<EntryKey, String> unreadable) {
  static final Held NOTHING = new Held(EncodedSnapshot.EMPTY, PersistentMap.of(), Map.of());

  /** The bytes do not hash to the revision that was announced, or a delta starts elsewhere. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }

  /** What is held after a frame; this, where it brings nothing. */
  Held next(ToDataPlane frame) throws Unfit {
    return next(frame, false);
  }

  /**
   * The same where nothing is held that a frame could spoil, of our own file or of an operator:
   * whether it hashes to what it says is asked when it is served ({@link #verify}).
   */
  Held believed(ToDataPlane frame) throws Unfit {
    return next(frame, true);
  }

  private Held next(ToDataPlane frame, boolean believed) throws Unfit {
    if (frame instanceof ToDataPlane.Full full) {
      return full(full, believed);
    }
    return frame instanceof ToDataPlane.Delta delta ? delta(delta, believed) : this;
  }

  private Held full(ToDataPlane.Full full, boolean believed) throws Unfit {
    List<EncodedEntry> received = received(full.entries());
    EncodedSnapshot next = EncodedSnapshot.EMPTY.with(received, List.of(), full.revision());
    require(believed, next);
    List<EntryKey> removed =
        entries.keySet().stream().filter(key -> next.entry(key) == null).toList();
    return read(next, received, removed);
  }

  private Held delta(ToDataPlane.Delta delta, boolean believed) throws Unfit {
    if (!delta.from().equals(encoded.revision())) {
      throw new Unfit("a delta from " + delta.from().brief() + " to " + encoded.revision().brief());
    }
    List<EncodedEntry> put = received(delta.put());
    EncodedSnapshot next = encoded.with(put, delta.removed(), delta.revision());
    require(believed, next);
    return read(next, put, delta.removed());
  }

  /** Hashes what has not been hashed yet. */
  void verify() throws Unfit {
    require(false, encoded);
  }

  private static List<EncodedEntry> received(List<RawEntry> raw) {
    List<EncodedEntry> received = new ArrayList<>(raw.size());
    for (RawEntry entry : raw) {
      received.add(EncodedEntry.received(entry.key(), entry.json()));
    }
    return received;
  }

  private static void require(boolean believed, EncodedSnapshot next) throws Unfit {
    if (!believed && !next.verified()) {
      throw new Unfit("does not hash to " + next.revision().brief());
    }
  }

  private Held read(
      EncodedSnapshot next, Collection<EncodedEntry> put, Collection<EntryKey> removed) {
    PersistentMap<EntryKey, Entry> left = entries;
    for (EntryKey key : removed) {
      left = left.without(key);
    }
    Bulk<EntryKey, Entry> decoded = new Bulk<>(put.size());
    Map<EntryKey, String> nextUnreadable = new HashMap<>(unreadable);
    nextUnreadable.keySet().removeIf(key -> next.entry(key) == null);
    Shared shared = new Shared();
    for (EncodedEntry entry : put) {
      EncodedEntry before = encoded.entry(entry.key());
      boolean same = before != null && before.sameContent(entry);
      if (same && (entries.containsKey(entry.key()) || unreadable.containsKey(entry.key()))) {
        continue;
      }
      try {
        decoded.add(entry.key(), entry.decode(shared));
        nextUnreadable.remove(entry.key());
      } catch (IllegalArgumentException e) {
        nextUnreadable.put(entry.key(), String.valueOf(e.getMessage()));
      }
    }
    return new Held(next, decoded.onto(left), nextUnreadable);
  }

  RoutingSnapshot snapshot() {
    return new RoutingSnapshot(encoded.revision(), entries);
  }

  /** Everything, as a frame that would lead here from nothing. */
  ToDataPlane.Full frame() {
    return new ToDataPlane.Full(
        encoded.revision(),
        encoded.entries().stream().map(entry -> new RawEntry(entry.key(), entry.json())).toList());
  }
}

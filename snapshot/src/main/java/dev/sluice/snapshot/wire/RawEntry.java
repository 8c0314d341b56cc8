package dev.sluice.snapshot.wire;

import dev.sluice.snapshot.id.EntryKey;

/**
 * One entry as it is on the wire. Its hash is that of these bytes, whatever fields they hold, so
 * that a data plane can verify what it does not understand.
 *
 * @param json never changed after it was made
 */
public record RawEntry(EntryKey key, byte[] json) {
  @Override
  public String toString() {
    return "RawEntry[" + key + "]";
  }
}

package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.EntryKey;

/**
 * CA certificates that peers are verified by.
 *
 * @param pem one or more, each of which is trusted
 */
public record Authority(AuthorityId id, String pem) implements Entry {
  @Override
  public EntryKey key() {
    return EntryKey.authority(id);
  }

  @Override
  public String toString() {
    return "Authority[" + id + "]";
  }
}

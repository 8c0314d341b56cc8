package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * CA certificates that peers are verified by.
 *
 * @param pem one or more, each of which is trusted
 * @param revoked their lists of what they have signed and believe no more (RFC 5280 §5), as PEM;
 *     null: they are not asked. Where they are, every CA needs one that has not expired
 */
public record Authority(AuthorityId id, String pem, @Nullable String revoked) implements Entry {
  /** Of CAs that take nothing back. */
  public Authority(AuthorityId id, String pem) {
    this(id, pem, null);
  }

  @Override
  public EntryKey key() {
    return EntryKey.authority(id);
  }

  @Override
  public String toString() {
    return "Authority[" + id + "]";
  }
}

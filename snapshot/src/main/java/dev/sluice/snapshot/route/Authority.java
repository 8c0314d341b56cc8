package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.EntryKey;
import java.util.Objects;
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

  // Written out, here and in hashCode: see the package of ids.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Authority o
        && id.equals(o.id)
        && pem.equals(o.pem)
        && Objects.equals(revoked, o.revoked);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * id.hashCode() + pem.hashCode()) + Objects.hashCode(revoked);
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

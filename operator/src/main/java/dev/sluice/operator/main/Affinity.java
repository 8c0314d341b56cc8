package dev.sluice.operator.main;

import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.push.AffinitySecret;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Entry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds what clients' cookies are made with to a snapshot in which a rule has any. */
final class Affinity {
  private static final Logger LOG = LoggerFactory.getLogger(Affinity.class);

  private final AffinitySecret secret;
  private volatile @Nullable AffinityKeys keys;

  Affinity(AffinitySecret secret) {
    this.secret = secret;
  }

  /** All entries of a compilation. Blocks, the first time that there is such a rule. */
  PersistentMap<EntryKey, Entry> entries(Compilation of) {
    if (!of.remembers()) {
      return of.entries();
    }
    if (keys == null) {
      // Not later: without it data planes that start would send clients elsewhere meanwhile.
      read();
    }
    @Nullable AffinityKeys now = keys;
    return now == null ? of.entries() : of.entries().with(now.key(), now);
  }

  /** Looks at the Secret; whether it holds something else now. Blocks. */
  boolean read() {
    @Nullable AffinityKeys before = keys;
    try {
      AffinityKeys now = secret.read();
      keys = now;
      return !now.equals(before);
    } catch (RuntimeException e) {
      LOG.warn("the key of affinity cookies cannot be read; tries again: {}", e.toString());
      return false;
    }
  }
}

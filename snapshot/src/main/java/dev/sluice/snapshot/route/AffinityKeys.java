package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import java.util.List;

/**
 * What the names of endpoints in clients' cookies are made with: the same for a whole fleet, so
 * that each data plane understands what another has set. Never logged, never in a debug dump. A
 * snapshot in which no rule keeps sessions does not have it.
 *
 * @param keys in base64, each of 32 bytes; the first one makes new names, the others are still
 *     understood
 */
public record AffinityKeys(List<String> keys) implements Entry {
  public AffinityKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("affinity without a key");
    }
  }

  @Override
  public EntryKey key() {
    return EntryKey.AFFINITY;
  }

  @Override
  public String toString() {
    return "AffinityKeys[" + keys.size() + "]";
  }
}

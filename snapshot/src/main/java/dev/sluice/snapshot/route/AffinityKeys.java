package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;
import java.security.SecureRandom;
import java.util.Base64;
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
  public static final int BYTES = 32;

  public AffinityKeys {
    keys = List.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("affinity without a key");
    }
  }

  /** A new key. */
  public static String fresh(SecureRandom random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Whether somebody else's text is a key: base64 of 32 bytes or more. */
  public static boolean fit(String text) {
    try {
      return Base64.getDecoder().decode(text).length >= BYTES;
    } catch (IllegalArgumentException e) {
      return false;
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

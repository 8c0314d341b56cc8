package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Consistent hashing by table (Eisenbud et al., Maglev, NSDI 2016, §3.4): every endpoint has nearly
 * the same share, and when one leaves few values move but its own. The same on every data plane.
 */
final class Maglev {
  /** A prime; a hundred times as many as most upstreams have endpoints. */
  static final int SIZE = 16_381;

  private final short[] table = new short[SIZE];

  /** Not on an event loop: this takes about a millisecond. */
  Maglev(List<Endpoint> endpoints) {
    int n = Math.min(endpoints.size(), Short.MAX_VALUE);
    int[] offset = new int[n];
    int[] skip = new int[n];
    for (int i = 0; i < n; i++) {
      byte[] name = endpoints.get(i).toString().getBytes(StandardCharsets.UTF_8);
      offset[i] = (int) Math.floorMod(hash(name, 0x9E3779B97F4A7C15L), (long) SIZE);
      skip[i] = 1 + (int) Math.floorMod(hash(name, 0xC2B2AE3D27D4EB4FL), (long) SIZE - 1);
    }
    Arrays.fill(table, (short) -1);
    int[] next = new int[n];
    int filled = 0;
    while (n > 0 && filled < SIZE) {
      for (int i = 0; i < n && filled < SIZE; i++) {
        int slot;
        do {
          slot = (int) ((offset[i] + (long) next[i]++ * skip[i]) % SIZE);
        } while (table[slot] >= 0);
        table[slot] = (short) i;
        filled++;
      }
    }
  }

  /** Position of the endpoint for a hash. */
  int position(long hash) {
    return table[(int) Long.remainderUnsigned(hash, SIZE)];
  }

  /** FNV-1a with a finish that spreads its high bits (MurmurHash3's). */
  static long hash(byte[] bytes, long seed) {
    long h = 0xcbf29ce484222325L ^ seed;
    for (byte b : bytes) {
      h = (h ^ (b & 0xff)) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}

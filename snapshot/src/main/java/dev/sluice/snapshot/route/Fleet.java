package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;

/**
 * What a data plane should know of the others. An entry of its own: a fleet that scales rewrites no
 * route. A snapshot without it is of a fleet of one.
 *
 * @param dataPlanes how many are Ready, at least 1: what one of them enforces by itself is its
 *     share of a limit
 */
public record Fleet(int dataPlanes) implements Entry {
  public Fleet {
    if (dataPlanes < 1) {
      throw new IllegalArgumentException("data planes: " + dataPlanes);
    }
  }

  @Override
  public EntryKey key() {
    return EntryKey.FLEET;
  }
}

package dev.sluice.snapshot.upstream;

/**
 * A second request to another endpoint when the first takes long; the first answer wins. For safe
 * methods without a body only.
 *
 * @param max how many more, 1 to 3
 */
public record Hedge(long afterMillis, int max) {
  public Hedge {
    if (afterMillis < 1 || max < 1 || max > 3) {
      throw new IllegalArgumentException("hedge: " + afterMillis + " ms");
    }
  }
}

package dev.sluice.snapshot.id;

import org.jspecify.annotations.Nullable;

/**
 * Content hash of a whole snapshot: 64 lower-case hex digits (SHA-256). Equal content has an equal
 * revision on every replica, whatever way led to it.
 */
public record Revision(String hex) {
  public Revision {
    if (hex.length() != 64) {
      throw new IllegalArgumentException("revision: " + hex);
    }
  }

  // Written out, here and in hashCode: see the package.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Revision o && hex.equals(o.hex);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }

  /** First twelve digits, for people. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}

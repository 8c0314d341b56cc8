package dev.sluice.snapshot.id;

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

  /** First twelve digits, for people. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}

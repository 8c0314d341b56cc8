package dev.sluice.snapshot.wire;

import dev.sluice.snapshot.id.EntryKey;

/**
 * One entry that a data plane could not build, and why. Its previous version stays in service.
 *
 * @param message at most 300 characters
 */
public record Rejection(EntryKey key, String message) {
  public Rejection {
    message = Wire.brief(message);
  }
}

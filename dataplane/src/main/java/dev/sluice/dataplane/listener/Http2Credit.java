package dev.sluice.dataplane.listener;

/**
 * What a client may still send, of one body or of all (RFC 9113 §6.9). Given back when bytes are
 * taken, half a window at a time: a frame for each piece would cost more than the piece.
 */
final class Http2Credit {
  /** Of one body before we have taken it. */
  static final int STREAM = 256 << 10;

  /** Of all bodies of a connection: some that are held back shall not hold up the others. */
  static final int CONNECTION = 1 << 20;

  private final int whole;
  private int left;
  private int taken;

  Http2Credit(int whole) {
    this.whole = whole;
    this.left = whole;
  }

  /** Bytes come; false: more than may. */
  boolean comes(int bytes) {
    left -= bytes;
    return left >= 0;
  }

  /** Whether the client may not send. */
  boolean used() {
    return left <= 0;
  }

  /** Bytes are taken; answers how many are worth giving back now, or 0. */
  int taken(int bytes) {
    taken += bytes;
    return taken >= whole / 2 ? taken : 0;
  }

  /** Gives them back. */
  int give(int increment) {
    taken -= increment;
    left += increment;
    return increment;
  }
}

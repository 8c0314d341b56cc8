package dev.sluice.dataplane.codec;

/**
 * What a peer may still send, of one body or of all (RFC 9113 §6.9). Given back when bytes are
 * taken, half a window at a time: a frame for each piece would cost more than the piece.
 */
public final class Http2Credit {
  private final int whole;
  private int left;
  private int taken;

  /**
   * @param whole bytes of the whole window
   */
  public Http2Credit(int whole) {
    this.whole = whole;
    this.left = whole;
  }

  /** Bytes come; false: more than may. */
  public boolean comes(int bytes) {
    left -= bytes;
    return left >= 0;
  }

  /** Whether the peer may not send. */
  public boolean used() {
    return left <= 0;
  }

  /** Bytes are taken; answers how many are worth giving back now, or 0. */
  public int taken(int bytes) {
    taken += bytes;
    return taken >= whole / 2 ? taken : 0;
  }

  /** Gives them back. */
  public int give(int increment) {
    taken -= increment;
    left += increment;
    return increment;
  }
}

package dev.sluice.dataplane.listener;

import java.util.concurrent.TimeUnit;

/**
 * How fast a body comes while it is wanted. Bytes without a pause are not enough: a client that
 * sends one every few seconds keeps its connection, and what its backend keeps for it, for as long
 * as it likes. Time in which the client is held back is not its own. All times are in ns.
 */
final class Pace {
  private final Limits limits;
  private boolean wanted;

  /** When bytes last came, or began to be wanted. */
  private long moved;

  /** Since when they are wanted, and how long they were before that in the same stretch. */
  private long from;

  private long before;

  /** Bytes of this stretch. */
  private long came;

  Pace(Limits limits) {
    this.limits = limits;
  }

  /** Another body. */
  void begin(long now) {
    wanted = false;
    moved = now;
    before = 0;
    came = 0;
  }

  void wanted(long now) {
    if (!wanted) {
      wanted = true;
      moved = now;
      from = now;
    }
  }

  /** The client is to wait. */
  void held(long now) {
    if (wanted) {
      wanted = false;
      before += now - from;
    }
  }

  void came(long now, int bytes) {
    moved = now;
    came += bytes;
  }

  /**
   * Whether nothing has come for too long, or too little in the stretch that ends here.
   *
   * @param free whether the client may send
   */
  boolean late(long now, boolean free) {
    if (!free) {
      held(now);
      return false;
    }
    wanted(now);
    if (millis(now - moved) > limits.bodyMillis()) {
      return true;
    }
    long stretch = millis(before + now - from);
    if (stretch <= limits.bodyMillis()) {
      return false;
    }
    boolean slow = came * 1000 < limits.bodyRate() * stretch;
    before = 0;
    from = now;
    came = 0;
    return slow;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}

package dev.sluice.dataplane.codec;

import java.util.concurrent.TimeUnit;

/** How often a peer may do within ten seconds what costs it nothing. */
public final class Quota {
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final int most;
  private long since = System.nanoTime();
  private int count;

  public Quota(int most) {
    this.most = most;
  }

  /** Once more; answers whether that is too often. */
  public boolean exceeded() {
    if (++count <= most) {
      return false;
    }
    long now = System.nanoTime();
    if (now - since < WINDOW_NANOS) {
      return true;
    }
    since = now;
    count = 1;
    return false;
  }

  /** So many more may come. */
  public void earned(int more) {
    count = Math.max(0, count - more);
  }
}

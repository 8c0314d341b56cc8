package dev.sluice.dataplane.upstream;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What has happened at one Service port, in all protocols together. Nothing is held until something
 * has: most of some thousand Services are asked for nothing at all. All threads.
 */
public final class Tally {
  /** What is counted. */
  public enum Event {
    CONNECTED,
    DISCONNECTED,
    CONNECT_FAILED,
    HANDSHAKE_FAILED,
    RETRIED,
    HEDGED,
    EJECTED,
    TURNED_AWAY,
    COPY_ANSWERED,
    COPY_FAILED,
    COPY_DROPPED
  }

  private static final int EVENTS = Event.values().length;

  private volatile @Nullable AtomicLongArray counts;

  /** Counts one more; costs an object for the first one of all. */
  public void count(Event event) {
    AtomicLongArray made = counts;
    (made == null ? first() : made).incrementAndGet(event.ordinal());
  }

  private synchronized AtomicLongArray first() {
    AtomicLongArray made = counts;
    if (made == null) {
      made = new AtomicLongArray(EVENTS);
      counts = made;
    }
    return made;
  }

  /** How many there were. */
  long of(Event event) {
    AtomicLongArray made = counts;
    return made == null ? 0 : made.get(event.ordinal());
  }

  /** Connections that are open; never below 0. */
  long open() {
    // In this order: one that comes and goes between the two is open rather than less than none.
    long ended = of(Event.DISCONNECTED);
    return of(Event.CONNECTED) - ended;
  }
}

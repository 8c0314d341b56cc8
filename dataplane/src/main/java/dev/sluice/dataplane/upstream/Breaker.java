package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.upstream.CircuitBreaker;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A circuit breaker (closed, open, half-open) over a sliding window of ten parts, shared by all
 * event loops without a lock. Time is a parameter, in ns, never negative.
 *
 * <p>Not vertx-circuit-breaker: that one makes a promise, a context and a timer for each request,
 * and knows neither shares of a window nor slow answers.
 */
final class Breaker {
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private static final int PARTS = 10;
  private static final int FIELDS = 3;

  private final CircuitBreaker config;
  private final long partNanos;

  /** For each part: all, failed, slow. */
  private final AtomicIntegerArray counts = new AtomicIntegerArray(PARTS * FIELDS);

  /** Which part of time a slot counts. */
  private final AtomicLong[] eras = new AtomicLong[PARTS];

  private final AtomicInteger trials = new AtomicInteger();
  private final AtomicInteger successes = new AtomicInteger();
  private volatile State state = State.CLOSED;
  private volatile long openUntil;

  Breaker(CircuitBreaker config) {
    this.config = config;
    this.partNanos = Math.max(1, config.windowMillis() * 1_000_000L / PARTS);
    for (int i = 0; i < PARTS; i++) {
      eras[i] = new AtomicLong(-1);
    }
  }

  State state() {
    return state;
  }

  /** What becomes of a request. */
  enum Entry {
    GO,
    /** It may go, and decides whether the circuit closes. */
    TRIAL,
    REFUSED
  }

  /** Whether a request may go; each that may must come back with {@link #done}. */
  Entry admits(long now) {
    State is = state;
    if (is == State.CLOSED) {
      return Entry.GO;
    }
    if (is == State.OPEN) {
      if (now < openUntil) {
        return Entry.REFUSED;
      }
      halfOpen();
    }
    if (trials.incrementAndGet() > config.halfOpenRequests()) {
      trials.decrementAndGet();
      return Entry.REFUSED;
    }
    return Entry.TRIAL;
  }

  /** Whether {@link #admits} would let a request go, without letting one. */
  boolean wouldAdmit(long now) {
    return state == State.CLOSED || now >= openUntil;
  }

  /** In how many seconds requests go on trial; at least 1. */
  int opensIn(long now) {
    return (int) Math.max(1, (openUntil - now + 999_999_999L) / 1_000_000_000L);
  }

  private synchronized void halfOpen() {
    if (state == State.OPEN) {
      trials.set(0);
      successes.set(0);
      state = State.HALF_OPEN;
    }
  }

  /**
   * A request that was let go has come back. What went before the circuit opened says nothing of it
   * afterwards.
   *
   * @param nanos until its response head
   * @param counts false: it says nothing of the upstream (the client left)
   */
  void done(Entry as, long now, long nanos, boolean failed, boolean counts) {
    boolean slow = config.slowMillis() > 0 && nanos > config.slowMillis() * 1_000_000L;
    if (as == Entry.TRIAL) {
      // Not below none: it may be one of an earlier half-open time.
      trials.updateAndGet(n -> Math.max(0, n - 1));
      if (counts && state == State.HALF_OPEN) {
        if (failed || slow) {
          open(now);
        } else if (successes.incrementAndGet() >= config.halfOpenRequests()) {
          close();
        }
      }
    } else if (counts && state == State.CLOSED) {
      count(now, failed, slow);
    }
  }

  private void count(long now, boolean failed, boolean slow) {
    long era = now / partNanos;
    int slot = (int) (era % PARTS);
    long seen = eras[slot].get();
    if (seen != era && eras[slot].compareAndSet(seen, era)) {
      for (int i = 0; i < FIELDS; i++) {
        counts.set(slot * FIELDS + i, 0);
      }
    }
    counts.incrementAndGet(slot * FIELDS);
    if (failed) {
      counts.incrementAndGet(slot * FIELDS + 1);
    }
    if (slow) {
      counts.incrementAndGet(slot * FIELDS + 2);
    }
    if (failed || slow) {
      judge(now, era);
    }
  }

  UpstreamState.BreakerState shown(long now) {
    long era = now / partNanos;
    return new UpstreamState.BreakerState(
        state.name().toLowerCase(Locale.ROOT), sum(era, 0), sum(era, 1), sum(era, 2));
  }

  /** Of one field over the window. */
  private long sum(long era, int field) {
    long sum = 0;
    for (int i = 0; i < PARTS; i++) {
      sum += eras[i].get() > era - PARTS ? counts.get(i * FIELDS + field) : 0;
    }
    return sum;
  }

  private void judge(long now, long era) {
    long all = sum(era, 0);
    long bad = sum(era, 1);
    long late = sum(era, 2);
    if (all >= config.minimumRequests()
        && (bad * 100 >= (long) config.failurePercent() * all
            || (config.slowMillis() > 0 && late * 100 >= (long) config.slowPercent() * all))) {
      open(now);
    }
  }

  private synchronized void open(long now) {
    openUntil = now + config.openMillis() * 1_000_000L;
    state = State.OPEN;
  }

  private synchronized void close() {
    if (state == State.HALF_OPEN) {
      for (AtomicLong era : eras) {
        era.set(-1);
      }
      state = State.CLOSED;
    }
  }
}

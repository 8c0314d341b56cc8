package dev.sluice.dataplane.filter.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What this data plane has taken of shared counters in advance, for each key of one limit. A key
 * begins with single requests; its batches double while they are used up, to a tenth of the burst
 * divided among the data planes. So all of them together never hold more than {@link #most} times
 * their number: that is by how much a window may be exceeded. What is not used within a second is
 * lost.
 *
 * <p>All threads.
 */
final class Leases {
  private static final int KEYS = 65_536;
  private static final long LIFE = TimeUnit.SECONDS.toNanos(1);

  private final ConcurrentHashMap<Long, Lease> leases = new ConcurrentHashMap<>();

  /** The largest batch: a tenth of the burst for all data planes together, or one for each. */
  static long most(Gcra whole, int shares) {
    return Math.max(1, whole.remaining(0) / 10 / shares);
  }

  /** The lease of a key; null: there are too many, and each request must be asked for alone. */
  @Nullable Lease of(long key) {
    Lease lease = leases.get(key);
    if (lease == null && leases.size() < KEYS) {
      lease = leases.computeIfAbsent(key, k -> new Lease());
    }
    return lease;
  }

  void tidy(long now) {
    leases.values().removeIf(lease -> lease.over(now));
  }

  int size() {
    return leases.size();
  }

  /** One key's. */
  static final class Lease {
    private final AtomicLong units = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long until;
    private volatile long batch = 1;
    private volatile long refusedUntil;
    private volatile long debt;
    private volatile long debtAt;

    /** Spends of what is there. */
    boolean spend(long cost, long now) {
      if (now >= until) {
        return false;
      }
      long left = units.get();
      while (left >= cost) {
        if (units.compareAndSet(left, left - cost)) {
          return true;
        }
        left = units.get();
      }
      return false;
    }

    void giveBack(long cost) {
      units.addAndGet(cost);
    }

    /** Whether the store has said a moment ago that there is nothing, and still has nothing. */
    boolean refused(long now) {
      return now < refusedUntil;
    }

    /** What the counter owes by what the store said last, in ns. */
    long debt(long now) {
      return Math.max(0, debt - (now - debtAt));
    }

    /** Whether it is time to ask for more while there still is some. */
    boolean low(long now) {
      return units.get() * 2 < batch && now < until;
    }

    /**
     * Begins to ask for a batch; one at a time.
     *
     * @return how many units; 0: none, or somebody else is asking. Else it must come back with
     *     {@link #granted} or {@link #failed}.
     */
    long ask(long most, long now) {
      if (!asking.compareAndSet(false, true)) {
        return 0;
      }
      boolean stale = now >= until;
      if (stale) {
        units.set(0);
      }
      batch = stale ? 1 : Math.min(most, batch * 2);
      long more = batch - units.get();
      if (more <= 0) {
        asking.set(false);
        return 0;
      }
      return more;
    }

    /**
     * Takes what the store has leased, and spends of it.
     *
     * @param batched whether it was asked for by {@link #ask}
     * @param debtNow what the counter owes with it, in ns
     * @param unit how long the store takes to earn one unit, in ns
     */
    boolean granted(boolean batched, long granted, long cost, long debtNow, long unit, long now) {
      boolean enough = granted >= cost;
      long left = enough ? granted - cost : granted;
      if (left > 0) {
        units.addAndGet(left);
      }
      debt = debtNow;
      debtAt = now;
      if (enough) {
        until = now + LIFE;
      } else if (cost > 0) {
        // Not for each unit that the store earns, but once it may have a batch again: what it earns
        // meanwhile is not lost.
        refusedUntil = now + Math.min(LIFE, unit * Math.max(cost - granted, batch));
      }
      if (batched) {
        asking.set(false);
      }
      return enough;
    }

    /** The store has not answered. */
    void failed(boolean batched) {
      if (batched) {
        asking.set(false);
      }
    }

    private boolean over(long now) {
      return now >= until && now >= refusedUntil && !asking.get();
    }
  }
}

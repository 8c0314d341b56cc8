package dev.sluice.dataplane.filter.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Arrival times of many keys in a fixed piece of memory: sets of seven, each two cache lines. No
 * object for a key, nothing for the collector to follow.
 *
 * <p>A key that is there costs its set's first line and one compare-and-set. A new key claims its
 * set for as long as it takes to write two words. It takes an empty place, or one whose debt is
 * over, which says no more than an empty one; if all seven still owe something, the one that owes
 * least makes room. So to have its own debt forgotten, a client would have to run up seven greater
 * debts in a set that it cannot know (see {@link KeyHash}), and could as well have used those keys.
 *
 * <p>All threads.
 */
final class DebtTable {
  /** Keys in a set. */
  static final int WAYS = 7;

  /** The arrival time of a place whose key is about to change or has moved to a newer table. */
  static final long MOVED = Long.MIN_VALUE;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 16;
  private static final int CLAIM = 0;
  private static final int KEYS = 1;
  private static final int TIMES = 9;

  private final long[] words;
  private final int mask;

  /** The table before it, where keys may still be that this one has not. */
  volatile @Nullable DebtTable before;

  private volatile boolean closed;

  /**
   * @param sets a power of two
   */
  DebtTable(int sets, @Nullable DebtTable before) {
    this.words = new long[sets * STRIDE];
    this.mask = sets - 1;
    this.before = before;
  }

  int sets() {
    return mask + 1;
  }

  /** Bytes of a table of that size. */
  static long bytes(int sets) {
    return (long) sets * STRIDE * Long.BYTES;
  }

  /** Place of a key, or -1. */
  int find(long key) {
    int set = set(key);
    for (int i = set + KEYS; i < set + KEYS + WAYS; i++) {
      if ((long) WORD.getAcquire(words, i) == key) {
        return i;
      }
    }
    return -1;
  }

  /** Arrival time at the place of a key; {@link #MOVED}: look again. */
  long time(int place, long key) {
    long time = (long) WORD.getVolatile(words, place - KEYS + TIMES);
    return (long) WORD.getVolatile(words, place) == key ? time : MOVED;
  }

  boolean set(int place, long from, long to) {
    return WORD.compareAndSet(words, place - KEYS + TIMES, from, to);
  }

  /** There is a newer one: no key is put in any more. */
  void close() {
    closed = true;
  }

  /**
   * Takes a key out of a closed table, for a newer one; its arrival time, or {@link #MOVED} if it
   * is not there, and then it never will be.
   */
  private long move(long key) {
    int set = set(key);
    claim(set);
    try {
      int place = find(key);
      while (place >= 0) {
        long time = time(place, key);
        if (time == MOVED || set(place, time, MOVED)) {
          return time;
        }
      }
      return MOVED;
    } finally {
      WORD.setRelease(words, set + CLAIM, 0L);
    }
  }

  /**
   * Puts a key in, with what older tables know of it: both at once, lest it be asked in between.
   *
   * @param forgets told of what is forgotten to make room; null: makes no room
   * @return false: there is none, or the table is closed
   */
  boolean insert(long key, long now, @Nullable Forgotten forgets) {
    int set = set(key);
    claim(set);
    try {
      while (!closed) {
        if (find(key) >= 0) {
          return true;
        }
        int place = cheapest(set, now);
        long there = (long) WORD.getVolatile(words, place - KEYS + TIMES);
        boolean owes = (long) WORD.getVolatile(words, place) != 0 && there > now;
        if (owes && forgets == null) {
          if (room(set, now)) {
            // It was charged while we looked; another place is free.
            continue;
          }
          return false;
        }
        if (set(place, there, MOVED)) {
          WORD.setVolatile(words, place, key);
          WORD.setVolatile(words, place - KEYS + TIMES, known(key, now));
          if (owes && forgets != null) {
            forgets.forgets(there - now);
          }
          return true;
        }
      }
      return false;
    } finally {
      WORD.setRelease(words, set + CLAIM, 0L);
    }
  }

  /** Its arrival time in the tables before, from which it is taken out. */
  private long known(long key, long now) {
    long known = now;
    for (DebtTable old = before; old != null; old = old.before) {
      known = Math.max(known, old.move(key));
    }
    return known;
  }

  private boolean room(int set, long now) {
    for (int i = set + KEYS; i < set + KEYS + WAYS; i++) {
      if (free(i, now)) {
        return true;
      }
    }
    return false;
  }

  private boolean free(int place, long now) {
    return (long) WORD.getVolatile(words, place) == 0
        || (long) WORD.getVolatile(words, place - KEYS + TIMES) <= now;
  }

  /** The place in a set that is empty or owes least. */
  private int cheapest(int set, long now) {
    int place = set + KEYS;
    long least = Long.MAX_VALUE;
    for (int i = set + KEYS; i < set + KEYS + WAYS; i++) {
      long there = (long) WORD.getVolatile(words, i - KEYS + TIMES);
      if ((long) WORD.getVolatile(words, i) == 0 || there <= now) {
        return i;
      }
      if (there < least) {
        place = i;
        least = there;
      }
    }
    return place;
  }

  private void claim(int set) {
    for (int i = 0; !WORD.compareAndSet(words, set + CLAIM, 0L, 1L); i++) {
      if (i < 100) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** How many keys owe something. */
  int owing(long now) {
    int[] owing = {0};
    keys(now, key -> owing[0]++);
    return owing[0];
  }

  /** Every key that owes something. */
  void keys(long now, LongConsumer each) {
    for (int set = 0; set < words.length; set += STRIDE) {
      for (int i = set + KEYS; i < set + KEYS + WAYS; i++) {
        if ((long) WORD.getVolatile(words, i - KEYS + TIMES) > now) {
          each.accept((long) WORD.getVolatile(words, i));
        }
      }
    }
  }

  private int set(long key) {
    return ((int) (key >>> 32) & mask) * STRIDE;
  }

  /** Told of a debt that had to be forgotten, in ns. */
  interface Forgotten {
    void forgets(long debt);
  }
}

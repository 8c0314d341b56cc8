package dev.sluice.dataplane.filter.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The counters of one limit in this data plane, one for each key. Grows as keys come and shrinks
 * when they are over, eightfold each time; keys move to the new table when they are next seen, and
 * {@link #tidy} moves the rest. While a key moves, or its table grows, a request that another event
 * loop counts at that very moment may be lost; nothing more.
 *
 * <p>All threads.
 */
final class LocalCounts {
  static final int LEAST_SETS = 16;
  static final int MOST_SETS = 65_536;
  private static final int STEP = 8;

  private final DebtBudget budget;
  private final DebtTable.Forgotten forgets;
  private volatile DebtTable table = new DebtTable(LEAST_SETS, null);

  LocalCounts(DebtBudget budget) {
    this.budget = budget;
    this.forgets = debt -> budget.forgotten.increment();
  }

  /**
   * Charges a key if its request passes.
   *
   * @param key from {@link KeyHash}, not 0
   * @param need what must be left for it to pass, from {@link Gcra#increment(long)}
   * @param take what it is charged then
   * @param now ns, never negative
   * @return the debt after it, if it passes; else the complement of the debt, which is negative
   */
  long take(Gcra rate, long key, long need, long take, long now) {
    while (true) {
      DebtTable current = table;
      int place = current.find(key);
      if (place < 0) {
        admit(current, key, now);
        continue;
      }
      long time = current.time(place, key);
      if (time == DebtTable.MOVED) {
        Thread.onSpinWait();
        continue;
      }
      long debt = rate.debt(time, now);
      if (!rate.passes(debt, need)) {
        return ~debt;
      }
      if (take == 0 || current.set(place, time, now + debt + take)) {
        return debt + take;
      }
    }
  }

  /**
   * Charges a key without asking or, with a negative increment, gives back.
   *
   * @return the debt after it
   */
  long charge(Gcra rate, long key, long increment, long now) {
    while (true) {
      DebtTable current = table;
      int place = current.find(key);
      if (place < 0) {
        if (increment <= 0) {
          return 0;
        }
        admit(current, key, now);
        continue;
      }
      long time = current.time(place, key);
      if (time == DebtTable.MOVED) {
        Thread.onSpinWait();
        continue;
      }
      long debt = Math.max(0, rate.charged(rate.debt(time, now), increment));
      if (current.set(place, time, now + debt)) {
        return debt;
      }
    }
  }

  /** Makes a place for a key, with what older tables know of it. */
  private void admit(DebtTable current, long key, long now) {
    DebtTable to = current;
    while (!to.insert(key, now, null)) {
      boolean grown = to.sets() < MOST_SETS && resize(to, to.sets() * STEP);
      if (!grown && to.insert(key, now, forgets)) {
        return;
      }
      to = table;
    }
  }

  private synchronized boolean resize(DebtTable from, int sets) {
    if (table != from) {
      return true;
    }
    long more = DebtTable.bytes(sets) - DebtTable.bytes(from.sets());
    if (more > 0 && !budget.take(more)) {
      return false;
    }
    if (more < 0) {
      budget.give(-more);
    }
    from.close();
    table = new DebtTable(sets, from);
    return true;
  }

  /** Once in a while, on one thread: lets go of old tables, and becomes smaller where it can. */
  void tidy(long now) {
    DebtTable current = table;
    if (current.sets() > LEAST_SETS
        && current.owing(now) * (long) STEP * STEP < (long) current.sets() * DebtTable.WAYS) {
      resize(current, current.sets() / STEP);
    }
    DebtTable to = table;
    for (DebtTable old = to.before; old != null; old = old.before) {
      old.keys(now, key -> put(key, now));
    }
    to.before = null;
  }

  /** Into the table of now, however often that changes meanwhile. */
  private void put(long key, long now) {
    while (!table.insert(key, now, forgets)) {
      Thread.onSpinWait();
    }
  }

  /** Gives its memory back; nobody uses it any more. */
  synchronized void drop() {
    budget.give(DebtTable.bytes(table.sets()) - DebtTable.bytes(LEAST_SETS));
    table = new DebtTable(LEAST_SETS, null);
  }

  int sets() {
    return table.sets();
  }

  @Nullable DebtTable before() {
    return table.before;
  }
}

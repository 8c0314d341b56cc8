package dev.sluice.dataplane.filter.ratelimit;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counters that all data planes of a fleet share. */
public interface SharedCounts {
  /** No store is configured: nothing is ever answered. */
  SharedCounts NONE = (asks, then) -> then.accept(null);

  /**
   * Asks for all that a request needs, in one round trip. On an event loop; never blocks.
   *
   * @param then told the debt of each counter as it was before, in ns, or null if the store did not
   *     answer in time. On the same event loop; perhaps before this returns
   */
  void ask(List<Ask> asks, Consumer<long @Nullable []> then);

  /**
   * One counter. Times are those of {@link Gcra}, in ns.
   *
   * @param policy counters of one policy live together
   * @param key within the policy
   * @param need what must be left of the tolerance for it to pass; of a lease: one unit
   * @param take what it costs; of a lease: at most
   */
  record Ask(
      Mode mode, String policy, String key, long need, long take, long tolerance, long ceiling) {
    /** Whether the store lets it pass, by the debt that it found. */
    public boolean passes(long debt) {
      return debt + need <= tolerance;
    }

    /** Units that the store has leased, by the debt that it found. */
    public long leased(long debt) {
      return debt >= tolerance ? 0 : Math.min(take / need, (tolerance - debt) / need);
    }
  }

  /** What becomes of a counter. */
  enum Mode {
    /** Charged if every counter that is asked in this mode passes. */
    TOGETHER,
    /** Charged if it passes. */
    ALONE,
    /** Charged as many whole units as there are. */
    LEASE,
    /** Charged, or given back, without asking. */
    CHARGE
  }
}

package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.id.RuleId;
import java.util.concurrent.ConcurrentHashMap;

/**
 * WebSockets that are open, of each rule that limits them: those that were there before a snapshot
 * count after it.
 *
 * <p>All threads.
 */
public final class WebSockets {
  private final ConcurrentHashMap<RuleId, Integer> open = new ConcurrentHashMap<>();

  public Filter filter(WebSocketLimit limit) {
    return new WebSocketFilter(this, limit);
  }

  /** Counts one more, unless there are that many. */
  boolean enter(RuleId rule, int most) {
    if (open.merge(rule, 1, Integer::sum) <= most) {
      return true;
    }
    leave(rule);
    return false;
  }

  void leave(RuleId rule) {
    open.computeIfPresent(rule, (id, count) -> count == 1 ? null : count - 1);
  }
}

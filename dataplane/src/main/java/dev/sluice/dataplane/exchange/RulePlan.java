package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.id.RuleId;
import java.util.List;

/**
 * What becomes of the requests of one rule: decided once, when the snapshot is applied. A rule that
 * uses no filter runs none.
 */
public final class RulePlan {
  private final RuleId id;
  private final Filter[] filters;
  private final Action action;

  /** Filters come in running order. */
  public RulePlan(RuleId id, List<Filter> filters, Action action) {
    this.id = id;
    this.filters = filters.toArray(Filter[]::new);
    this.action = action;
  }

  public RuleId id() {
    return id;
  }

  Filter[] filters() {
    return filters;
  }

  Action action() {
    return action;
  }
}

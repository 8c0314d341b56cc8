package dev.sluice.dataplane.exchange;

import dev.sluice.snapshot.id.RuleId;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the requests of one rule: decided once, when the snapshot is applied. A rule that
 * uses no filter runs none.
 */
public final class RulePlan {
  private final RuleId id;
  private final Filter[] filters;
  private final @Nullable Filter taker;
  private final Action action;
  private final Consumer<Exchange> observer;

  /** Filters come in running order. */
  public RulePlan(RuleId id, List<Filter> filters, Action action) {
    this(id, filters, action, exchange -> {});
  }

  /**
   * Filters come in running order.
   *
   * @param observer told of every exchange of this rule when it is over
   */
  public RulePlan(RuleId id, List<Filter> filters, Action action, Consumer<Exchange> observer) {
    this.observer = observer;
    this.id = id;
    this.filters = filters.toArray(Filter[]::new);
    this.taker = taker(filters);
    this.action = action;
  }

  private static @Nullable Filter taker(List<Filter> filters) {
    for (Filter filter : filters) {
      if (filter.takesResponses()) {
        return filter;
      }
    }
    return null;
  }

  public RuleId id() {
    return id;
  }

  Filter[] filters() {
    return filters;
  }

  /** The filter that takes responses over; null: none does. */
  @Nullable Filter taker() {
    return taker;
  }

  Action action() {
    return action;
  }

  /** Told of every exchange of this rule when it is over. */
  public Consumer<Exchange> observer() {
    return observer;
  }
}

package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * All that this data plane counts, by policy and limit: the same over every snapshot, for as long
 * as a rule names it.
 */
public final class RateLimits {
  /** 8,192 sets for 64 limits, or 65,536 for eight: some 450,000 keys each. */
  private static final long BUDGET = 64L << 20;

  private final DebtBudget budget = new DebtBudget(BUDGET);
  private final Map<String, LimitState> states = new ConcurrentHashMap<>();
  private final SharedCounts shared;
  private final MeterRegistry registry;
  private final LongSupplier clock;
  private final KeyHash hash = KeyHash.random();
  private volatile int shares = 1;

  /**
   * @param shared for policies with one count for the whole fleet
   * @param clock ns, never negative, never back
   */
  public RateLimits(SharedCounts shared, MeterRegistry registry, LongSupplier clock) {
    this.shared = shared;
    this.registry = registry;
    this.clock = clock;
    Gauge.builder("sluice.limit.memory", budget, DebtBudget::used)
        .description("Memory of local counters beyond their least size")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sluice.limit.evictions", budget, b -> b.forgotten.sum())
        .description("Counters that were dropped, while they owed something, to make room")
        .register(registry);
  }

  /** The filter of a rule. Not on an event loop. */
  public Filter filter(RateLimit config) {
    return new RateLimitFilter(config, this);
  }

  /** Over how many data planes a local limit is divided from now on. */
  public void fleet(int dataPlanes) {
    shares = dataPlanes;
  }

  /** Forgets what no rule names any more, once none is served that does. Not on an event loop. */
  public void retain(Collection<Route> routes) {
    if (states.isEmpty()) {
      return;
    }
    Set<String> named = new HashSet<>();
    for (Route route : routes) {
      for (Rule rule : route.rules()) {
        for (FilterConfig filter : rule.filters()) {
          if (filter instanceof RateLimit limits) {
            limits
                .policies()
                .forEach(
                    policy -> policy.limits().forEach(each -> named.add(id(policy, each.name()))));
          }
        }
      }
    }
    states.forEach(
        (id, state) -> {
          if (!named.contains(id) && states.remove(id, state)) {
            state.local.drop();
            state.meters.remove(registry);
          }
        });
  }

  /** Once in a while, off the event loops. */
  public void tidy() {
    long now = now();
    for (LimitState state : states.values()) {
      state.local.tidy(now);
      state.leases.tidy(now);
    }
  }

  LimitState state(LimitPolicy policy, String limit) {
    return states.computeIfAbsent(
        id(policy, limit),
        id -> new LimitState(budget, new LimitMeters(registry, policy.id(), limit)));
  }

  private static String id(LimitPolicy policy, String limit) {
    // Neither namespaces nor names hold a blank.
    return policy.id() + ' ' + limit;
  }

  SharedCounts shared() {
    return shared;
  }

  KeyHash hash() {
    return hash;
  }

  /** Data planes among which a local limit is divided. */
  int shares() {
    return shares;
  }

  long now() {
    return clock.getAsLong();
  }
}

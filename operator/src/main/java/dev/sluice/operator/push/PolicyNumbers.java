package dev.sluice.operator.push;

import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Since which snapshot each route holds each policy as it is now. Another change to the route
 * leaves the number alone; a policy that moves to one more rule does not. For one thread at a time.
 */
final class PolicyNumbers {
  /** No snapshot that there is. */
  static final long NEVER = Long.MAX_VALUE;

  private final Map<RouteId, Map<String, Held>> held = new HashMap<>();

  private record Held(LimitPolicy policy, Set<String> rules, long number) {}

  void published(long number, Iterable<Route> put, Iterable<RouteId> removed) {
    removed.forEach(held::remove);
    for (Route route : put) {
      Map<String, Held> before = held.getOrDefault(route.id(), Map.of());
      Map<String, Held> now = new HashMap<>();
      for (Rule rule : route.rules()) {
        for (FilterConfig filter : rule.filters()) {
          if (filter instanceof RateLimit limit) {
            for (LimitPolicy policy : limit.policies()) {
              now.computeIfAbsent(policy.id(), id -> new Held(policy, new TreeSet<>(), number))
                  .rules()
                  .add(rule.name());
            }
          }
        }
      }
      now.replaceAll(
          (id, h) -> {
            @Nullable Held old = before.get(id);
            return old != null && old.policy().equals(h.policy()) && old.rules().equals(h.rules())
                ? old
                : h;
          });
      if (now.isEmpty()) {
        held.remove(route.id());
      } else {
        held.put(route.id(), now);
      }
    }
  }

  /** From which number on all of these routes hold the policy; {@link #NEVER}: not all do. */
  long since(LimitPolicy policy, Collection<RouteId> routes) {
    long since = 0;
    for (RouteId route : routes) {
      @Nullable Held of = held.getOrDefault(route, Map.of()).get(policy.id());
      if (of == null || !of.policy().equals(policy)) {
        return NEVER;
      }
      since = Math.max(since, of.number());
    }
    return since;
  }
}

package dev.sluice.operator.status;

import dev.sluice.operator.compile.RouteReport;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which routes have to be looked at: those that were compiled anew, those whose backends came or
 * went, and those that not every data plane served at the last look. What was true of the others is
 * true for as long as the pods are the same and none of them has fallen back; else all routes have
 * to be looked at. Safe for all threads.
 */
final class Attention {
  /** By Service port, the routes that send there. */
  private final Map<ServicePort, Set<RouteId>> senders = new HashMap<>();

  private Set<RouteId> marked = new HashSet<>();
  private boolean seen;
  private Set<String> seenPods = Set.of();
  private long seenSetbacks;

  /** What a compile has made of a route; null: it was or is not there. */
  synchronized void compiled(
      RouteId route, @Nullable RouteReport before, @Nullable RouteReport now) {
    if (before != null) {
      for (RouteReport.RuleBackend backend : before.backends()) {
        senders.computeIfPresent(
            backend.port(),
            (port, routes) -> routes.remove(route) && routes.isEmpty() ? null : routes);
      }
    }
    if (now == null) {
      marked.remove(route);
      return;
    }
    for (RouteReport.RuleBackend backend : now.backends()) {
      senders.computeIfAbsent(backend.port(), port -> new HashSet<>()).add(route);
    }
    marked.add(route);
  }

  synchronized void turned(ServicePort port) {
    marked.addAll(senders.getOrDefault(port, Set.of()));
  }

  /** What is true of it may change with the next ack. */
  synchronized void again(RouteId route) {
    marked.add(route);
  }

  synchronized void forget() {
    seen = false;
  }

  /**
   * Whether all routes have to be looked at.
   *
   * @param setbacks as the data planes count them
   */
  synchronized boolean everyRoute(Set<String> pods, long setbacks) {
    return !seen || setbacks != seenSetbacks || !pods.equals(seenPods);
  }

  /** Those that have to be looked at, by what is seen of the pods now. */
  synchronized Set<RouteId> take(Set<String> pods, long setbacks) {
    Set<RouteId> taken = marked;
    marked = new HashSet<>();
    seen = true;
    seenPods = Set.copyOf(pods);
    seenSetbacks = setbacks;
    return taken;
  }
}

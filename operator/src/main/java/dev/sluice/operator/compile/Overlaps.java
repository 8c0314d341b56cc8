package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Asked.By;
import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which matches never get a request, as one before them asks for the same. Kept up by what changes:
 * only what a changed route asks, or asked, is looked at again.
 */
final class Overlaps {
  /** More would be a wall of text in {@code kubectl describe}. */
  private static final int SHOWN = 3;

  private Index<Asked> askers = Index.empty();
  private PersistentMap<RouteId, PersistentMap<Asked, List<Hidden>>> hidden = PersistentMap.of();
  private final Set<Asked> touched = new HashSet<>();

  private record Hidden(By loser, By winner) {}

  Overlaps() {}

  /** Of these routes alone; not settled. */
  Overlaps(List<Remembered> all) {
    Bulk<Asked, RouteId> asked = new Bulk<>(3 * all.size());
    for (Remembered each : all) {
      each.asked()
          .forEach(
              (key, matches) -> {
                asked.add(key, each.route().id());
                if (matches.size() > 1) {
                  touched.add(key);
                }
              });
    }
    // What one match alone asks for is hidden from nobody.
    askers =
        Index.of(
            asked,
            (key, routes) -> {
              if (routes.size() > 1) {
                touched.add(key);
              }
            });
  }

  /** A copy that may change. */
  Overlaps(Overlaps other) {
    this.askers = other.askers;
    this.hidden = other.hidden;
  }

  void replace(RouteId id, Map<Asked, List<By>> before, Map<Asked, List<By>> now) {
    if (before.equals(now)) {
      return;
    }
    for (Asked asked : now.keySet()) {
      askers = askers.with(asked, id);
    }
    for (Asked asked : before.keySet()) {
      if (!now.containsKey(asked)) {
        askers = askers.without(asked, id);
        hide(id, asked, List.of());
      }
    }
    touched.addAll(before.keySet());
    touched.addAll(now.keySet());
  }

  /**
   * Looks at what was touched.
   *
   * @param asked what the matches of a route ask
   * @return the routes of which something else is hidden, or by someone else
   */
  Set<RouteId> settle(Function<RouteId, Map<Asked, List<By>>> asked) {
    Set<RouteId> changed = new HashSet<>();
    for (Asked key : touched) {
      Set<RouteId> routes = askers.of(key);
      List<By> all = new ArrayList<>();
      routes.forEach(route -> all.addAll(asked.apply(route).getOrDefault(key, List.of())));
      Map<RouteId, List<Hidden>> losers = all.size() < 2 ? Map.of() : losers(all);
      for (RouteId route : routes) {
        if (hide(route, key, losers.getOrDefault(route, List.of()))) {
          changed.add(route);
        }
      }
    }
    touched.clear();
    return changed;
  }

  private static Map<RouteId, List<Hidden>> losers(List<By> all) {
    all.sort(By.ORDER);
    Map<RouteId, List<Hidden>> losers = new HashMap<>();
    List<By> winners = new ArrayList<>();
    for (By by : all) {
      @Nullable By winner =
          winners.stream().filter(earlier -> earlier.hides(by)).findFirst().orElse(null);
      if (winner == null) {
        winners.add(by);
      } else {
        losers.computeIfAbsent(by.route(), r -> new ArrayList<>()).add(new Hidden(by, winner));
      }
    }
    return losers;
  }

  /** Whether that is new. */
  private boolean hide(RouteId route, Asked asked, List<Hidden> now) {
    PersistentMap<Asked, List<Hidden>> of =
        Objects.requireNonNullElse(hidden.get(route), PersistentMap.of());
    List<Hidden> before = Objects.requireNonNullElse(of.get(asked), List.of());
    if (before.equals(now)) {
      return false;
    }
    PersistentMap<Asked, List<Hidden>> next =
        now.isEmpty() ? of.without(asked) : of.with(asked, now);
    hidden = next.isEmpty() ? hidden.without(route) : hidden.with(route, next);
    return true;
  }

  /**
   * For status; empty where every match may get a request.
   *
   * @param hosts how many the route has
   */
  String words(RouteId route, int hosts) {
    @Nullable PersistentMap<Asked, List<Hidden>> of = hidden.get(route);
    if (of == null) {
      return "";
    }
    Map<Hidden, Set<String>> byMatch =
        new TreeMap<>(
            Comparator.<Hidden>comparingInt(h -> h.loser().rule())
                .thenComparingInt(h -> h.loser().match())
                .thenComparing(Hidden::winner, By.ORDER));
    of.forEach(
        (asked, all) ->
            all.forEach(h -> byMatch.computeIfAbsent(h, m -> new TreeSet<>()).add(asked.host())));
    String words =
        byMatch.entrySet().stream()
            .limit(SHOWN)
            .map(e -> words(e.getKey(), e.getValue(), hosts))
            .collect(Collectors.joining("; "));
    return byMatch.size() > SHOWN ? words + "; and " + (byMatch.size() - SHOWN) + " more" : words;
  }

  private static String words(Hidden hidden, Collection<String> on, int hosts) {
    By loser = hidden.loser();
    By winner = hidden.winner();
    return "rule "
        + loser.ruleName()
        + (loser.written() ? ": matches[" + loser.match() + "]" : "")
        + " is never reached"
        + (on.size() < hosts ? " on " + String.join(", ", on) : "")
        + ", for rule "
        + winner.ruleName()
        + (winner.route().equals(loser.route()) ? "" : " of ApiRoute " + winner.route())
        + " takes the same requests";
  }
}

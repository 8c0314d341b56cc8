package dev.sluice.operator.compile;

import dev.sluice.operator.compile.Memory.Remembered;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
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
 * Hostnames that several routes serve over TLS: a handshake is for all of them, so that not each
 * can have it as it has written. Kept up by what changes, as {@link Overlaps} is.
 */
final class SharedNames {
  /** More would be a wall of text in {@code kubectl describe}. */
  private static final int SHOWN = 3;

  private Index<String> routes = Index.empty();
  private PersistentMap<RouteId, PersistentMap<String, List<HandshakeLoss>>> lost =
      PersistentMap.of();
  private final Set<String> touched = new HashSet<>();

  SharedNames() {}

  /** Of these routes alone; not settled. */
  SharedNames(List<Remembered> all) {
    Bulk<String, RouteId> named = new Bulk<>(1);
    for (Remembered each : all) {
      names(each.compiled().route()).forEach(name -> named.add(name, each.route().id()));
    }
    routes =
        Index.of(
            named,
            (name, of) -> {
              if (of.size() > 1) {
                touched.add(name);
              }
            });
  }

  /** A copy that may change. */
  SharedNames(SharedNames other) {
    this.routes = other.routes;
    this.lost = other.lost;
  }

  private static Set<String> names(@Nullable Route route) {
    return route == null || route.tls() == null
        ? Set.of()
        : route.hostnames().stream().map(Hostname::text).collect(Collectors.toSet());
  }

  /**
   * @param before null: it was not served; so with now
   */
  void replace(RouteId id, @Nullable Route before, @Nullable Route now) {
    if (before != null
        && now != null
        && Objects.equals(before.tls(), now.tls())
        && before.hostnames().equals(now.hostnames())
        && before.createdMillis() == now.createdMillis()) {
      return;
    }
    Set<String> names = names(now);
    for (String name : names) {
      routes = routes.with(name, id);
    }
    for (String name : names(before)) {
      if (!names.contains(name)) {
        routes = routes.without(name, id);
        lose(id, name, List.of());
      }
      touched.add(name);
    }
    touched.addAll(names);
  }

  /**
   * Looks at what was touched.
   *
   * @param compiled the route of an id
   * @return the routes of which something else is lost, or to someone else
   */
  Set<RouteId> settle(Function<RouteId, Route> compiled) {
    Set<RouteId> changed = new HashSet<>();
    for (String name : touched) {
      List<Route> sharing = new ArrayList<>();
      routes.of(name).forEach(id -> sharing.add(compiled.apply(id)));
      sharing.sort(HandshakeLoss.OLDEST_FIRST);
      for (Route route : sharing) {
        if (lose(route.id(), name, HandshakeLoss.of(route, sharing))) {
          changed.add(route.id());
        }
      }
    }
    touched.clear();
    return changed;
  }

  /** Whether that is new. */
  private boolean lose(RouteId route, String name, List<HandshakeLoss> now) {
    PersistentMap<String, List<HandshakeLoss>> of =
        Objects.requireNonNullElse(lost.get(route), PersistentMap.of());
    List<HandshakeLoss> before = Objects.requireNonNullElse(of.get(name), List.of());
    if (before.equals(now)) {
      return false;
    }
    PersistentMap<String, List<HandshakeLoss>> next =
        now.isEmpty() ? of.without(name) : of.with(name, now);
    lost = next.isEmpty() ? lost.without(route) : lost.with(route, next);
    return true;
  }

  /**
   * For status; empty where every handshake is as the route has written.
   *
   * @param hosts how many the route has
   */
  String words(RouteId route, int hosts) {
    @Nullable PersistentMap<String, List<HandshakeLoss>> of = lost.get(route);
    if (of == null) {
      return "";
    }
    Map<HandshakeLoss, Set<String>> byLoss = new TreeMap<>(HandshakeLoss.ORDER);
    of.forEach(
        (name, all) ->
            all.forEach(loss -> byLoss.computeIfAbsent(loss, l -> new TreeSet<>()).add(name)));
    String words =
        byLoss.entrySet().stream()
            .limit(SHOWN)
            .map(
                e ->
                    e.getKey()
                        .words(
                            e.getValue().size() < hosts
                                ? " on " + String.join(", ", e.getValue())
                                : ""))
            .collect(Collectors.joining("; "));
    return byLoss.size() > SHOWN ? words + "; and " + (byLoss.size() - SHOWN) + " more" : words;
  }
}

package dev.sluice.operator.compile;

import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.FleetSettings.HostnameOwnership;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which hostname. The oldest route that claims one owns it for its namespace. What an
 * older wildcard of another namespace covers is owned too: a younger route cannot take a part of it
 * away. An older, more specific name stays with its namespace beside a younger wildcard. A route
 * without hostnames claims the hosts that nobody names, and covers no name. Immutable.
 */
final class Owners {
  /** What the routes without hostnames claim. */
  static final String UNNAMED = "";

  private static final Comparator<WatchedRoute> BY_AGE =
      Comparator.comparingLong(WatchedRoute::createdMillis).thenComparing(WatchedRoute::id);

  private final FleetSettings fleet;
  private final PersistentMap<String, Owner> owners;

  private Owners(FleetSettings fleet, PersistentMap<String, Owner> owners) {
    this.fleet = fleet;
    this.owners = owners;
  }

  /** The oldest route that was granted a name. */
  record Owner(RouteId route, long createdMillis) {
    private Owner(WatchedRoute route) {
      this(route.id(), route.createdMillis());
    }

    private boolean olderThan(WatchedRoute other) {
      return createdMillis < other.createdMillis()
          || createdMillis == other.createdMillis() && route.compareTo(other.id()) < 0;
    }

    /** It, where it is of another namespace than a route. */
    private @Nullable RouteId foreignTo(WatchedRoute other) {
      return route.namespace().equals(other.id().namespace()) ? null : route;
    }
  }

  /** Nobody owns anything. */
  static Owners none(FleetSettings fleet) {
    return new Owners(fleet, PersistentMap.of());
  }

  /**
   * All is given out, oldest first.
   *
   * @param claims what a route claims
   */
  static Owners of(
      FleetSettings fleet,
      Stream<WatchedRoute> routes,
      Function<WatchedRoute, Iterable<String>> claims) {
    Map<String, Owner> given = new HashMap<>();
    List<WatchedRoute> byAge = routes.sorted(BY_AGE).toList();
    for (WatchedRoute route : byAge) {
      for (String name : claims.apply(route)) {
        if (!given.containsKey(name) && granted(fleet, route, name, given)) {
          given.put(name, new Owner(route));
        }
      }
    }
    return new Owners(fleet, PersistentMap.copyOf(given));
  }

  /** One name is given out anew; not for wildcards, whose owners decide on other names as well. */
  Owners again(String name, Stream<WatchedRoute> claimants) {
    PersistentMap<String, Owner> others = owners.without(name);
    return new Owners(
        fleet,
        claimants
            .sorted(BY_AGE)
            .filter(route -> granted(fleet, route, name, others))
            .findFirst()
            .map(route -> others.with(name, new Owner(route)))
            .orElse(others));
  }

  /** Who owns a name itself; null: nobody. */
  @Nullable Owner of(String name) {
    return owners.get(name);
  }

  /**
   * What stands in the way of a route that claims a name: the older route of another namespace that
   * has it, or a wildcard that covers it; null: nothing.
   */
  @Nullable RouteId rival(WatchedRoute route, String name) {
    return rival(fleet, route, name, owners);
  }

  private static boolean granted(
      FleetSettings fleet, WatchedRoute route, String name, Map<String, Owner> owners) {
    return fleet.allows(route.id().namespace(), name) && rival(fleet, route, name, owners) == null;
  }

  private static @Nullable RouteId rival(
      FleetSettings fleet, WatchedRoute route, String name, Map<String, Owner> owners) {
    if (fleet.ownership() == HostnameOwnership.SHARED) {
      return null;
    }
    @Nullable Owner same = owners.get(name);
    if (same != null && same.olderThan(route)) {
      return same.foreignTo(route);
    }
    String rest = bare(name);
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      rest = rest.substring(dot + 1);
      @Nullable Owner cover = owners.get("*." + rest);
      if (cover != null && cover.olderThan(route)) {
        // The nearest wildcard decides: its namespace may split what it owns.
        return cover.foreignTo(route);
      }
    }
    return null;
  }

  /** A name without the wildcard. */
  static String bare(String name) {
    return name.startsWith("*.") ? name.substring(2) : name;
  }
}

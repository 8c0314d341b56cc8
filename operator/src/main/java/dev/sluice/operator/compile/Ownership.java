package dev.sluice.operator.compile;

import dev.sluice.operator.compile.filter.Hosts;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.FleetSettings.HostnameOwnership;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may serve which hostname. The oldest route that claims one owns it for its namespace. What an
 * older wildcard of another namespace covers is owned too: a younger route cannot take a part of it
 * away. An older, more specific name stays with its namespace beside a younger wildcard. A route
 * without hostnames claims the hosts that nobody names, and covers no name.
 */
final class Ownership {
  /** What the routes without hostnames claim. */
  private static final String UNNAMED = "";

  private final FleetSettings fleet;
  private final Map<String, RouteId> owners = new HashMap<>();

  private Ownership(FleetSettings fleet) {
    this.fleet = fleet;
  }

  /**
   * What a route got.
   *
   * @param everyHost whether it serves the hosts that nobody names
   */
  record Verdict(List<Hostname> hostnames, boolean everyHost, List<Problem> problems) {
    Verdict {
      hostnames = List.copyOf(hostnames);
      problems = List.copyOf(problems);
    }

    boolean served() {
      return everyHost || !hostnames.isEmpty();
    }
  }

  /** The verdicts on all routes of the fleet. */
  static Map<RouteId, Verdict> of(Inputs inputs) {
    Ownership ownership = new Ownership(inputs.fleet());
    Map<RouteId, Verdict> verdicts = new HashMap<>();
    inputs.routes().values().stream()
        .filter(route -> ours(route, inputs.fleet()))
        .sorted(
            Comparator.comparingLong(WatchedRoute::createdMillis).thenComparing(WatchedRoute::id))
        .forEach(route -> verdicts.put(route.id(), ownership.verdict(route)));
    return verdicts;
  }

  static boolean ours(WatchedRoute route, FleetSettings fleet) {
    List<String> gateways = route.spec().gateways();
    return gateways.isEmpty() ? fleet.fleet().equals("default") : gateways.contains(fleet.fleet());
  }

  /** Whether two versions of a route claim the same, so that the verdicts stand. */
  static boolean sameClaim(@Nullable WatchedRoute a, @Nullable WatchedRoute b) {
    return a != null
        && b != null
        && a.createdMillis() == b.createdMillis()
        && a.spec().hostnames().equals(b.spec().hostnames())
        && a.spec().gateways().equals(b.spec().gateways());
  }

  private Verdict verdict(WatchedRoute route) {
    Place place = new Place(route.id(), "", "spec");
    List<Problem> problems = new ArrayList<>();
    List<String> claims = route.spec().hostnames();
    if (claims.isEmpty()) {
      return new Verdict(
          List.of(), granted(place.in("hostnames"), route.id(), UNNAMED, problems), problems);
    }
    List<Hostname> hostnames = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      Place at = place.in("hostnames", i);
      String claim = claims.get(i).toLowerCase(Locale.ROOT);
      String bare = claim.startsWith("*.") ? claim.substring(2) : claim;
      if (!Hosts.valid(bare)) {
        problems.add(
            at.invalid(
                "'"
                    + claim
                    + "' is no hostname; write one without scheme, port or path, such as"
                    + " shop.example.com or *.example.com"));
      } else if (granted(at, route.id(), claim, problems)
          && !hostnames.contains(new Hostname(claim))) {
        hostnames.add(new Hostname(claim));
      }
    }
    return new Verdict(hostnames, false, problems);
  }

  private boolean granted(Place at, RouteId route, String claim, List<Problem> problems) {
    String shown = claim.equals(UNNAMED) ? "every host (no hostnames)" : claim;
    if (!allowed(route.namespace(), claim)) {
      problems.add(
          at.problem(
              Problem.Reason.NOT_ALLOWED,
              "namespace "
                  + route.namespace()
                  + " may not claim "
                  + shown
                  + "; ask the fleet's admin (allowedHostnames)"));
      return false;
    }
    @Nullable RouteId owner = owner(claim, route.namespace());
    if (owner != null && fleet.ownership() == HostnameOwnership.NAMESPACE) {
      problems.add(
          at.problem(
              Problem.Reason.HOSTNAME_CONFLICT, shown + " belongs to the older ApiRoute " + owner));
      return false;
    }
    owners.putIfAbsent(claim, route);
    return true;
  }

  private boolean allowed(String namespace, String claim) {
    Map<String, List<String>> allowed = fleet.allowedHostnames();
    if (allowed.isEmpty()) {
      return true;
    }
    for (String key : List.of(namespace, "*")) {
      for (String pattern : allowed.getOrDefault(key, List.of())) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (lower.equals("*")
            || lower.equals(claim)
            || lower.startsWith("*.") && claim.endsWith(lower.substring(1))) {
          return true;
        }
      }
    }
    return false;
  }

  /** The route of another namespace that has the name, or a wildcard that covers it. */
  private @Nullable RouteId owner(String claim, String namespace) {
    @Nullable RouteId same = owners.get(claim);
    if (same != null) {
      return same.namespace().equals(namespace) ? null : same;
    }
    String rest = claim.startsWith("*.") ? claim.substring(2) : claim;
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      rest = rest.substring(dot + 1);
      @Nullable RouteId cover = owners.get("*." + rest);
      if (cover != null) {
        // The nearest wildcard decides: its namespace may split what it owns.
        return cover.namespace().equals(namespace) ? null : cover;
      }
    }
    return null;
  }
}

package dev.sluice.operator.compile;

import dev.sluice.operator.compile.filter.Hosts;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.persistent.Bulk;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What each route gets of the hostnames that it claims, brought up to date change by change. */
final class Ownership {
  private final FleetSettings fleet;
  private Index<String> claimants = Index.empty();
  private Owners owners;
  private PersistentMap<RouteId, Verdict> verdicts = PersistentMap.of();

  private Ownership(FleetSettings fleet) {
    this.fleet = fleet;
    this.owners = Owners.none(fleet);
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

  /** Nobody owns anything. */
  static Ownership none(FleetSettings fleet) {
    return new Ownership(fleet);
  }

  /**
   * Who owns what now.
   *
   * @param routes those of before, that this ownership is of
   */
  Ownership next(PersistentMap<RouteId, WatchedRoute> routes, Inputs inputs) {
    if (routes.isEmpty() && !inputs.routes().isEmpty()) {
      return anew(inputs.routes());
    }
    Map<RouteId, Claims> changed = new HashMap<>();
    PersistentMap.difference(
        routes,
        inputs.routes(),
        (id, was, is) -> {
          if (was == null || is == null || !sameClaim(was, is)) {
            changed.put(id, new Claims(claims(was), claims(is)));
          }
        });
    if (changed.isEmpty()) {
      return this;
    }
    Ownership next = new Ownership(fleet);
    next.claimants = claimants;
    next.owners = owners;
    next.verdicts = verdicts;
    next.take(changed, inputs.routes());
    return next;
  }

  /** All at once, as nothing is owned yet. */
  private Ownership anew(PersistentMap<RouteId, WatchedRoute> routes) {
    Ownership next = new Ownership(fleet);
    List<WatchedRoute> ours = routes.values().stream().filter(r -> ours(r, fleet)).toList();
    CompletableFuture<Index<String>> claimants =
        CompletableFuture.supplyAsync(() -> claimants(ours));
    next.owners = Owners.of(fleet, ours.stream(), this::claims);
    Bulk<RouteId, Verdict> judged = new Bulk<>(ours.size());
    ours.forEach(route -> judged.add(route.id(), next.verdict(route)));
    next.verdicts = judged.map();
    next.claimants = claimants.join();
    return next;
  }

  private Index<String> claimants(List<WatchedRoute> routes) {
    Bulk<String, RouteId> claiming = new Bulk<>(routes.size());
    routes.forEach(route -> claims(route).forEach(name -> claiming.add(name, route.id())));
    return Index.of(claiming);
  }

  /** The names that one route claimed and claims. */
  private record Claims(Set<String> before, Set<String> now) {}

  private Set<String> claims(@Nullable WatchedRoute route) {
    if (route == null || !ours(route, fleet)) {
      return Set.of();
    }
    if (route.spec().hostnames().isEmpty()) {
      return Set.of(Owners.UNNAMED);
    }
    Set<String> claims = new HashSet<>();
    for (String hostname : route.spec().hostnames()) {
      String claim = hostname.toLowerCase(Locale.ROOT);
      if (Hosts.valid(Owners.bare(claim))) {
        claims.add(claim);
      }
    }
    return claims;
  }

  private void take(Map<RouteId, Claims> changed, Map<RouteId, WatchedRoute> routes) {
    Set<String> names = new HashSet<>();
    changed.forEach(
        (id, claims) -> {
          claims.before().forEach(name -> claimants = claimants.without(name, id));
          claims.now().forEach(name -> claimants = claimants.with(name, id));
          names.addAll(claims.before());
          names.addAll(claims.now());
        });
    Set<RouteId> judged = new HashSet<>(changed.keySet());
    if (names.stream().anyMatch(name -> name.startsWith("*."))) {
      // Whoever owns a wildcard decides on all names below it: all is given out anew.
      owners = Owners.of(fleet, routes.values().stream(), this::claims);
      judged.addAll(routes.keySet());
    } else {
      for (String name : names) {
        Owners before = owners;
        owners =
            owners.again(
                name, claimants.of(name).stream().map(routes::get).filter(Objects::nonNull));
        if (!Objects.equals(before.of(name), owners.of(name))) {
          judged.addAll(claimants.of(name));
        }
      }
    }
    for (RouteId id : judged) {
      @Nullable WatchedRoute route = routes.get(id);
      if (route == null || !ours(route, fleet)) {
        verdicts = verdicts.without(id);
        continue;
      }
      Verdict verdict = verdict(route);
      if (!verdict.equals(verdicts.get(id))) {
        verdicts = verdicts.with(id, verdict);
      }
    }
  }

  /** On every route of the fleet. */
  PersistentMap<RouteId, Verdict> verdicts() {
    return verdicts;
  }

  static boolean ours(WatchedRoute route, FleetSettings fleet) {
    return route.fleets().contains(fleet.fleet());
  }

  /** Whether two versions of a route claim the same, so that the verdicts stand. */
  private static boolean sameClaim(WatchedRoute a, WatchedRoute b) {
    return a.createdMillis() == b.createdMillis()
        && a.spec().hostnames().equals(b.spec().hostnames())
        && a.spec().gateways().equals(b.spec().gateways());
  }

  private Verdict verdict(WatchedRoute route) {
    Place place = new Place(route.id(), "", "spec");
    List<Problem> problems = new ArrayList<>();
    List<String> claims = route.spec().hostnames();
    if (claims.isEmpty()) {
      return new Verdict(
          List.of(), granted(place.in("hostnames"), route, Owners.UNNAMED, problems), problems);
    }
    List<Hostname> hostnames = new ArrayList<>();
    for (int i = 0; i < claims.size(); i++) {
      Place at = place.in("hostnames", i);
      String claim = claims.get(i).toLowerCase(Locale.ROOT);
      if (!Hosts.valid(Owners.bare(claim))) {
        problems.add(
            at.invalid(
                "'"
                    + claim
                    + "' is no hostname; write one without scheme, port or path, such as"
                    + " shop.example.com or *.example.com"));
      } else if (granted(at, route, claim, problems) && !hostnames.contains(new Hostname(claim))) {
        hostnames.add(new Hostname(claim));
      }
    }
    return new Verdict(hostnames, false, problems);
  }

  private boolean granted(Place at, WatchedRoute route, String claim, List<Problem> problems) {
    String shown = claim.equals(Owners.UNNAMED) ? "every host (no hostnames)" : claim;
    String namespace = route.id().namespace();
    if (!fleet.allows(namespace, claim)) {
      problems.add(
          at.problem(
              Problem.Reason.NOT_ALLOWED,
              "namespace "
                  + namespace
                  + " may not claim "
                  + shown
                  + "; ask the fleet's admin (allowedHostnames)"));
      return false;
    }
    @Nullable RouteId owner = owners.rival(route, claim);
    if (owner != null) {
      problems.add(
          at.problem(
              Problem.Reason.HOSTNAME_CONFLICT, shown + " belongs to the older ApiRoute " + owner));
      return false;
    }
    return true;
  }
}

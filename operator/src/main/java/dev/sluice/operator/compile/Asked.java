package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a match asks of a request, but for its method. Two matches that ask the same can only be
 * told apart by their methods, and by who is older.
 *
 * @param host {@code *}: the hosts that nobody names
 * @param source empty: every address
 */
record Asked(
    String host,
    PathMatch path,
    Set<NamedMatch> headers,
    Set<NamedMatch> query,
    Set<NamedMatch> cookies,
    Optional<Set<String>> source) {
  private static final String EVERY_HOST = "*";

  private static final PathMatch.Cases<String> WRITTEN =
      new PathMatch.Cases<>() {
        @Override
        public String exact(PathMatch.Exact exact) {
          return exact.path();
        }

        @Override
        public String prefix(PathMatch.Prefix prefix) {
          return prefix.path();
        }

        @Override
        public String template(PathMatch.Template template) {
          return template.template().text();
        }

        @Override
        public String regex(PathMatch.Regex regex) {
          return regex.pattern();
        }
      };

  /** Of host and path alone, which tell nearly all apart: the rest costs more than it brings. */
  @Override
  public int hashCode() {
    return 31 * host.hashCode() + path.on(WRITTEN).hashCode();
  }

  /**
   * One match that asks it.
   *
   * @param rule its place in the route
   * @param match its place in the rule
   * @param written whether the rule says any matches
   * @param methods empty: every method
   * @param tls whether its route is served over TLS too
   */
  record By(
      RouteId route,
      long createdMillis,
      int rule,
      String ruleName,
      int match,
      boolean written,
      Set<String> methods,
      boolean tls) {
    /** As the routing table has it where all else is equal. */
    static final Comparator<By> ORDER =
        Comparator.<By>comparingInt(by -> by.methods().isEmpty() ? 1 : 0)
            .thenComparingLong(By::createdMillis)
            .thenComparing(By::route)
            .thenComparingInt(By::rule)
            .thenComparingInt(By::match);

    /** Whether nothing is left for one that comes later in the order. */
    boolean hides(By later) {
      boolean everyMethod =
          methods.isEmpty() || !later.methods.isEmpty() && methods.containsAll(later.methods);
      // A route without TLS is no candidate for a request over TLS.
      return everyMethod && (tls || !later.tls);
    }
  }

  /** What the matches of a route ask; of a route that is not served, nothing. */
  static Map<Asked, List<By>> of(@Nullable Route route) {
    if (route == null) {
      return Map.of();
    }
    List<String> hosts =
        route.hostnames().isEmpty()
            ? List.of(EVERY_HOST)
            : route.hostnames().stream().map(Hostname::text).toList();
    Map<Asked, List<By>> asked = new HashMap<>();
    for (int r = 0; r < route.rules().size(); r++) {
      Rule rule = route.rules().get(r);
      for (int m = 0; m < rule.matches().size(); m++) {
        RequestMatch match = rule.matches().get(m);
        By by =
            new By(
                route.id(),
                route.createdMillis(),
                r,
                rule.name(),
                m,
                rule.matches().size() > 1 || !match.everything(),
                Set.copyOf(match.methods()),
                route.tls() != null);
        for (String host : hosts) {
          asked
              .computeIfAbsent(
                  new Asked(
                      host,
                      match.path(),
                      Set.copyOf(match.headers()),
                      Set.copyOf(match.query()),
                      Set.copyOf(match.cookies()),
                      Optional.ofNullable(match.source()).map(Set::copyOf)),
                  a -> new ArrayList<>(1))
              .add(by);
        }
      }
    }
    return asked;
  }
}

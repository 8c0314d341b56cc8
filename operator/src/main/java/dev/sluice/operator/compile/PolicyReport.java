package dev.sluice.operator.compile;

import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.id.RouteId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of one policy, for its status.
 *
 * @param uid of the policy, empty where it comes from a folder
 * @param generation of the spec that was compiled
 * @param fleets those that the routes it targets name, sorted; where it targets none, those that
 *     any route names. Each of them has something to say of it, and no other
 * @param attached the targets in short, as in {@code shop/cart + 1}
 * @param targets those with something to be said first; not more than status has room for
 * @param limits as the snapshot holds them; null: it cannot be used
 * @param routes whose entries hold it
 * @param problems of the policy itself
 */
public record PolicyReport(
    String uid,
    long generation,
    List<String> fleets,
    Condition accepted,
    String attached,
    List<Target> targets,
    @Nullable LimitPolicy limits,
    Set<RouteId> routes,
    List<Problem> problems) {
  public PolicyReport {
    fleets = List.copyOf(fleets);
    targets = List.copyOf(targets);
    routes = Set.copyOf(routes);
    problems = List.copyOf(problems);
  }

  /**
   * One route, or one rule of it.
   *
   * @param rule null: the route
   */
  public record Target(RouteId route, @Nullable String rule, Fate fate, String message) {}

  /** In the order in which a reader should see them. */
  public enum Fate {
    TARGET_NOT_FOUND("TargetNotFound"),
    INVALID("Invalid"),
    NOT_SERVED("NotServed"),
    OVERRIDDEN("Overridden"),
    ATTACHED("Attached");

    private final String text;

    Fate(String text) {
      this.text = text;
    }

    /** As in status. */
    public String text() {
      return text;
    }
  }
}

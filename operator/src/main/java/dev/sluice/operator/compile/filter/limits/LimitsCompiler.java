package dev.sluice.operator.compile.filter.limits;

import dev.sluice.crds.v1alpha1.LimitsSpec;
import dev.sluice.crds.v1alpha1.WebSocketLimitsSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.Sizes;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.WebSocketLimit;
import java.util.ArrayList;
import java.util.List;

/** Compiles {@code limits}. */
public final class LimitsCompiler {
  private LimitsCompiler() {}

  /** What of it can be used, and a problem for what cannot. */
  public static List<FilterConfig> compile(Place place, LimitsSpec spec, List<Problem> problems) {
    List<FilterConfig> filters = new ArrayList<>();
    if (spec.body() == null && spec.websocket() == null) {
      problems.add(
          place.invalid(
              "limits have a body, such as body: 10Mi, or a websocket; to set none leave limits"
                  + " out"));
    }
    if (spec.body() != null) {
      long most = Sizes.large(place.in("body"), spec.body(), problems);
      if (most >= 0) {
        filters.add(new BodyLimit(most));
      }
    }
    if (spec.websocket() != null) {
      webSocket(place.in("websocket"), spec.websocket(), filters, problems);
    }
    return filters;
  }

  private static void webSocket(
      Place place, WebSocketLimitsSpec spec, List<FilterConfig> filters, List<Problem> problems) {
    int before = problems.size();
    Integer connections = spec.maxConnections();
    if (spec.maxFrame() == null && connections == null) {
      problems.add(
          place.invalid(
              "websocket limits something: write at least one of maxFrame, such as 64Ki, and"
                  + " maxConnections"));
    }
    long frame =
        spec.maxFrame() == null ? -1 : Sizes.large(place.in("maxFrame"), spec.maxFrame(), problems);
    if (connections != null && connections < 1) {
      problems.add(place.in("maxConnections").invalid(connections + ": write at least 1"));
    }
    if (problems.size() == before) {
      filters.add(new WebSocketLimit(connections == null ? 0 : connections, frame));
    }
  }
}

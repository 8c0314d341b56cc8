package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot to push, with the routes it was made of: the board wants to know which generation of
 * each is in it, without decoding what was just encoded.
 */
public record Publication(EncodedSnapshot snapshot, Map<RouteId, Route> routes) {
  public Publication {
    routes = Map.copyOf(routes);
  }

  /** What the board must hear of. */
  record Changes(List<Route> put, List<RouteId> removed) {
    static Changes between(@Nullable Publication before, Publication after) {
      if (before != null && before.routes() == after.routes()) {
        return new Changes(List.of(), List.of());
      }
      Map<RouteId, Route> gone = new HashMap<>(before == null ? Map.of() : before.routes());
      List<Route> put = new ArrayList<>();
      for (Route route : after.routes().values()) {
        Route old = gone.remove(route.id());
        if (old != route) {
          put.add(route);
        }
      }
      return new Changes(put, List.copyOf(gone.keySet()));
    }
  }
}

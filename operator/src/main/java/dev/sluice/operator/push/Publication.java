package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot to push, with the routes it was made of: the board wants to know which generation of
 * each is in it, without decoding what was just encoded.
 */
public record Publication(EncodedSnapshot snapshot, PersistentMap<RouteId, Route> routes) {
  /** What the board must hear of. */
  record Changes(List<Route> put, List<RouteId> removed) {
    static Changes between(@Nullable Publication before, Publication after) {
      List<Route> put = new ArrayList<>();
      List<RouteId> removed = new ArrayList<>();
      PersistentMap.difference(
          before == null ? PersistentMap.of() : before.routes(),
          after.routes(),
          (id, was, is) -> {
            if (is == null) {
              removed.add(id);
            } else {
              put.add(is);
            }
          });
      return new Changes(put, removed);
    }
  }
}

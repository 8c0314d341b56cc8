package dev.sluice.snapshot.delta;

import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot brings that the one before did not hold, by whom it concerns. Costs in proportion
 * to what they do not share.
 *
 * @param whole whether nothing is known of what was before
 * @param put routes that are new or another
 * @param removed routes that are gone
 * @param handshakes whether something is another that decides which certificates are shown and
 *     asked for
 * @param materials whether a certificate or an authority is another
 * @param placed endpoints that are new or others
 * @param unnamed Service ports whose endpoints are gone
 * @param documents whether a document is
 * @param limits whether a route with rate limits is, or was
 */
public record Changes(
    boolean whole,
    List<Route> put,
    List<RouteId> removed,
    boolean handshakes,
    boolean materials,
    List<Endpoints> placed,
    List<ServicePort> unnamed,
    boolean documents,
    boolean limits) {
  public Changes {
    put = List.copyOf(put);
    removed = List.copyOf(removed);
    placed = List.copyOf(placed);
    unnamed = List.copyOf(unnamed);
  }

  /**
   * What is another.
   *
   * @param before null: it is not known; then all that there is concerns everyone
   */
  public static Changes between(@Nullable RoutingSnapshot before, RoutingSnapshot after) {
    Found found = new Found();
    PersistentMap.difference(
        before == null ? PersistentMap.of() : before.entries(), after.entries(), found::add);
    boolean whole = before == null;
    return new Changes(
        whole,
        found.put,
        found.removed,
        whole || found.handshakes || found.materials,
        whole || found.materials,
        found.placed,
        found.unnamed,
        whole || found.documents,
        whole || found.limits);
  }

  private static final class Found {
    private final List<Route> put = new ArrayList<>();
    private final List<RouteId> removed = new ArrayList<>();
    private final List<Endpoints> placed = new ArrayList<>();
    private final List<ServicePort> unnamed = new ArrayList<>();
    private boolean handshakes;
    private boolean materials;
    private boolean documents;
    private boolean limits;

    void add(EntryKey key, @Nullable Entry was, @Nullable Entry is) {
      Entry either = is == null ? was : is;
      materials |= either instanceof Certificate || either instanceof Authority;
      documents |= either instanceof Document;
      if (is instanceof Endpoints places) {
        placed.add(places);
      } else if (was instanceof Endpoints places) {
        unnamed.add(places.id());
      }
      @Nullable Route before = was instanceof Route route ? route : null;
      @Nullable Route now = is instanceof Route route ? route : null;
      if (now != null) {
        put.add(now);
      } else if (before != null) {
        removed.add(before.id());
      }
      limits |= limited(before) || limited(now);
      handshakes |= (decides(before) || decides(now)) && !sameHandshakes(before, now);
    }

    private static boolean decides(@Nullable Route route) {
      return route != null && route.tls() != null;
    }

    private static boolean sameHandshakes(@Nullable Route one, @Nullable Route other) {
      return one != null
          && other != null
          && one.createdMillis() == other.createdMillis()
          && one.hostnames().equals(other.hostnames())
          && one.tls() != null
          && one.tls().equals(other.tls());
    }

    private static boolean limited(@Nullable Route route) {
      if (route != null) {
        for (Rule rule : route.rules()) {
          for (FilterConfig filter : rule.filters()) {
            if (filter instanceof RateLimit) {
              return true;
            }
          }
        }
      }
      return false;
    }
  }
}

package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import io.netty.handler.ssl.ClientAuth;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the handshakes of each server name ask of clients: of the routes that claim it the strictest
 * decides. A handshake is for all of them, so it takes the certificates of every CA that one of
 * them names; each route's rules take those of its own alone.
 */
final class Demands {
  private static final Demand NONE = new Demand(false, ClientAuth.NONE, Set.of());

  /**
   * Of one server name.
   *
   * @param newest no version is spoken but the newest
   * @param authorities any of which a client's certificate must come from; empty: nobody's is taken
   */
  record Demand(boolean newest, ClientAuth clients, Set<Authority> authorities) {
    Demand {
      authorities = Set.copyOf(authorities);
    }

    // Written out, here and in hashCode: see the package of ids.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Demand o
          && newest == o.newest
          && clients == o.clients
          && authorities.equals(o.authorities);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * Boolean.hashCode(newest) + clients.ordinal()) + authorities.hashCode();
    }
  }

  private final Map<String, Demand> byName = new HashMap<>();

  private Demands() {}

  static Demands of(List<Route> routes, ClientTrust trust) {
    Demands made = new Demands();
    for (Route route : routes) {
      Route.Tls tls = route.tls();
      if (tls != null && (tls.minVersion() != null || tls.clientCertificates() != null)) {
        Demand demand = demand(tls, trust);
        for (Hostname hostname : route.hostnames()) {
          made.byName.merge(hostname.text(), demand, Demands::stricter);
        }
      }
    }
    return made;
  }

  private static Demand demand(Route.Tls tls, ClientTrust trust) {
    boolean newest = tls.minVersion() == Route.Tls.Version.TLS_1_3;
    ClientCertificates clients = tls.clientCertificates();
    if (clients == null) {
      return new Demand(newest, ClientAuth.NONE, Set.of());
    }
    Authority authority = trust.authority(clients.authority());
    return new Demand(
        newest,
        clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL,
        authority == null ? Set.of() : Set.of(authority));
  }

  private static Demand stricter(Demand one, Demand other) {
    Set<Authority> authorities = new HashSet<>(one.authorities());
    authorities.addAll(other.authorities());
    return new Demand(
        one.newest() || other.newest(),
        one.clients().compareTo(other.clients()) > 0 ? one.clients() : other.clients(),
        authorities);
  }

  Demand of(String name) {
    return byName.getOrDefault(name, NONE);
  }
}

package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ApiRoute, compiled.
 *
 * @param generation the {@code metadata.generation} it was compiled from
 * @param createdMillis creation time, ms since the epoch: the older route wins a tie
 * @param hostnames empty: every host
 */
public record Route(
    RouteId id,
    long generation,
    long createdMillis,
    List<Hostname> hostnames,
    @Nullable Tls tls,
    List<Rule> rules)
    implements Entry {
  public Route {
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  /**
   * The older first, else by namespace and name: whose claim holds where two claim the same.
   * Written out, for a start sorts thousands, and a chain of comparators is slow before it is
   * compiled.
   */
  public static int byAge(Route one, Route other) {
    int age = Long.compare(one.createdMillis, other.createdMillis);
    return age != 0 ? age : one.id.compareTo(other.id);
  }

  /**
   * How the route's hostnames are served over TLS.
   *
   * @param redirect plain HTTP is answered with 301 to https
   * @param minVersion the oldest version that is spoken; null: {@link Version#TLS_1_2}
   * @param clientCertificates null: clients are not asked who they are
   */
  public record Tls(
      List<CertificateId> certificates,
      boolean redirect,
      @Nullable Version minVersion,
      @Nullable ClientCertificates clientCertificates) {
    public Tls {
      certificates = List.copyOf(certificates);
    }

    /** Of any version, for anyone. */
    public Tls(List<CertificateId> certificates, boolean redirect) {
      this(certificates, redirect, null, null);
    }

    /** Older ones are spoken to nobody. */
    public enum Version {
      TLS_1_2,
      TLS_1_3
    }
  }

  @Override
  public EntryKey key() {
    return EntryKey.route(id);
  }
}

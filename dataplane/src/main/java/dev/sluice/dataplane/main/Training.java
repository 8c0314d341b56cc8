package dev.sluice.dataplane.main;

import dev.sluice.dataplane.control.ControlOptions;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.HeaderEdits.Header;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import dev.sluice.snapshot.upstream.Timeouts;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a start in a cluster does, for a JVM that keeps what it learnt of the code as a cache (JEP
 * 483, 515), under the flags of {@code training.options} (ADR 039): a data plane reads and serves a
 * snapshot of some thousand routes, is asked for them in clear and over TLS, and whether it is
 * ready; an operator tells it of changes; and it ends.
 */
public final class Training {
  /** Half of the routes have it. */
  static final String TLS_HOST = "training.test";

  private static final int ROUTES = 3_000;

  private static final AuthorityId AUTHORITY =
      new AuthorityId(AuthorityId.Kind.CONFIG_MAP, "training", "authority", "ca.crt");

  private Training() {}

  /**
   * @param arguments none; the environment is a data plane's
   * @throws IOException the snapshot cannot be written to the folder for it, or no port is free
   */
  public static void main(String[] arguments) throws IOException {
    LogSettings.choose();
    DataPlaneConfig config = DataPlaneConfig.of(System.getenv());
    ControlOptions control = config.control();
    if (control == null) {
      throw new IllegalArgumentException("a data plane that nobody controls has no snapshot");
    }
    TrainingTraffic traffic = new TrainingTraffic();
    TrainingCertificate tls = TrainingCertificate.made();
    byte[] frame = frame(traffic.backend(), tls == null ? null : tls.certificate());
    control.keep(frame);
    if (tls == null) {
      var unused = DataPlaneMain.start(config).onSuccess(plane -> traffic.askAndExit(plane, null));
      return;
    }
    TrainingOperator.Started operator =
        TrainingOperator.start(control.stateDir().resolve("operator"), frame, tls);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(operator.variables());
    var unused =
        DataPlaneMain.start(DataPlaneConfig.of(environment))
            .onSuccess(plane -> traffic.askAndExit(plane, operator));
  }

  /**
   * The snapshot as an operator sends it.
   *
   * @param backend who serves all Services
   * @param certificate for {@link #TLS_HOST}; null: none
   */
  static byte[] frame(Endpoint backend, @Nullable Certificate certificate) {
    List<EncodedEntry> entries = new ArrayList<>();
    Route.@Nullable Tls tls = null;
    if (certificate != null) {
      entries.add(EncodedEntry.of(certificate));
      entries.add(EncodedEntry.of(new Authority(AUTHORITY, certificate.chainPem())));
      tls = new Route.Tls(List.of(certificate.id()), false);
    }
    for (int n = 0; n < ROUTES; n++) {
      ServicePort port = port(n);
      boolean common = n % 2 == 0;
      entries.add(
          EncodedEntry.of(
              route(
                  n,
                  common ? TLS_HOST : "host-" + n + ".training.test",
                  common ? tls : null,
                  upstream(n, port, tls != null))));
      Entry endpoints = new Endpoints(port, List.of(backend));
      entries.add(EncodedEntry.of(endpoints));
    }
    return Wire.frame(
        new ToDataPlane.Full(
            EncodedSnapshot.of(entries).revision(),
            entries.stream().map(entry -> new RawEntry(entry.key(), entry.json())).toList()));
  }

  /** Nobody asks for the last two: the backend speaks HTTP/1.1 in clear. */
  private static UpstreamId upstream(int n, ServicePort port, boolean tls) {
    if (n == ROUTES - 2) {
      return new UpstreamId(port, Protocol.HTTP2);
    }
    return n == ROUTES - 1 && tls
        ? new UpstreamId(port, Protocol.EITHER, new UpstreamTls(TLS_HOST, AUTHORITY, null))
        : new UpstreamId(port, Protocol.HTTP1);
  }

  static RouteId routeId(int n) {
    return new RouteId("training", "route-" + n);
  }

  static ServicePort port(int n) {
    return new ServicePort("training", "service-" + n, 80);
  }

  private static Route route(int n, String host, Route.@Nullable Tls tls, UpstreamId to) {
    String path = "/api/service-" + n;
    return new Route(
        routeId(n),
        1,
        1,
        List.of(new Hostname(host)),
        tls,
        List.of(
            rule("health", new PathMatch.Exact(path + "/health"), to),
            rule("one", new PathMatch.Template(PathTemplate.parse(path + "/things/{id}")), to),
            rule("all", new PathMatch.Prefix(path), to)));
  }

  private static Rule rule(String name, PathMatch path, UpstreamId to) {
    return new Rule(
        name,
        List.of(new RequestMatch(path, List.of(), List.of(), List.of(), List.of())),
        List.of(
            new RequestEdit(
                new HeaderEdits(
                    List.of(new Header("x-rule", ValueTemplate.parse(name))),
                    List.of(),
                    List.of()))),
        new Proxy(List.of(new Proxy.Backend(to, 1, true))),
        Timeouts.DEFAULT);
  }
}

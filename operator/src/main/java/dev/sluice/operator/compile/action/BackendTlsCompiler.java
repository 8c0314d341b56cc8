package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.crds.v1alpha1.BackendTlsSpec;
import dev.sluice.operator.compile.Materials;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.References;
import dev.sluice.operator.compile.filter.Hosts;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is spoken to a backend, and how it is verified: {@code protocol} and {@code tls}. */
final class BackendTlsCompiler {
  private static final String H2C = "kubernetes.io/h2c";
  private static final String WSS = "kubernetes.io/wss";
  private static final Set<String> WITHIN_TLS = Set.of("https", WSS);
  private static final BackendTlsSpec DEFAULTS = new BackendTlsSpec(null, null, null);

  private BackendTlsCompiler() {}

  static void wellFormed(Place place, BackendSpec spec, List<Problem> problems) {
    @Nullable String protocol = spec.protocol();
    if (protocol != null && !Set.of("HTTP1", "HTTP2", "HTTPS").contains(protocol)) {
      problems.add(place.in("protocol").invalid("'" + protocol + "': write HTTP1, HTTP2 or HTTPS"));
    }
    if (spec.tls() != null && spec.tls().hostname() != null) {
      Hosts.check(place.in("tls").in("hostname"), spec.tls().hostname(), problems);
    }
  }

  /** Null, and a problem, where what verifies the backend cannot be had. */
  static @Nullable UpstreamId upstream(
      Place place,
      BackendSpec spec,
      WatchedService service,
      WatchedService.Port port,
      References references,
      List<Problem> problems) {
    ServicePort servicePort =
        new ServicePort(service.name().namespace(), service.name().name(), port.port());
    String said = port.appProtocol() == null ? "" : port.appProtocol();
    boolean within =
        spec.tls() != null
            || "HTTPS".equals(spec.protocol())
            || spec.protocol() == null && WITHIN_TLS.contains(said.toLowerCase(Locale.ROOT));
    if (!within) {
      return new UpstreamId(
          servicePort,
          spec.protocol() != null
              ? Protocol.valueOf(spec.protocol())
              : H2C.equals(said) ? Protocol.HTTP2 : Protocol.HTTP1);
    }
    Protocol protocol =
        switch (spec.protocol() == null ? said : spec.protocol()) {
          case "HTTP1", WSS -> Protocol.HTTP1;
          case "HTTP2" -> Protocol.HTTP2;
          default -> Protocol.EITHER;
        };
    @Nullable UpstreamTls tls =
        tls(
            place.in("tls"),
            spec.tls() == null ? DEFAULTS : spec.tls(),
            service,
            references,
            problems);
    return tls == null ? null : new UpstreamId(servicePort, protocol, tls);
  }

  private static @Nullable UpstreamTls tls(
      Place place,
      BackendTlsSpec spec,
      WatchedService service,
      References references,
      List<Problem> problems) {
    @Nullable AuthorityId authority =
        spec.caRef() == null
            ? null
            : Materials.authority(place.in("caRef"), spec.caRef(), references, problems);
    @Nullable Certificate certificate =
        spec.clientSecret() == null
            ? null
            : Materials.certificate(
                place.in("clientSecret"), spec.clientSecret(), references, problems);
    if (spec.caRef() != null && authority == null
        || spec.clientSecret() != null && certificate == null) {
      return null;
    }
    String hostname =
        spec.hostname() != null
            ? spec.hostname()
            : service.externalName() != null
                ? service.externalName()
                : service.name().name() + "." + service.name().namespace() + ".svc";
    return new UpstreamTls(
        hostname.toLowerCase(Locale.ROOT),
        authority,
        certificate == null ? null : certificate.id());
  }
}

package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.TlsSpec;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code spec.tls}. A certificate that cannot be had is left out; the others serve. */
final class TlsCompiler {
  private TlsCompiler() {}

  /**
   * @param named whether the route has hostnames
   */
  static Route.Tls compile(
      Place place, TlsSpec spec, boolean named, References references, List<Problem> problems) {
    List<Certificate> certificates = new ArrayList<>();
    if (!named) {
      problems.add(
          place.invalid(
              "TLS is chosen by server name: write the hostnames that the certificates are for,"
                  + " such as hostnames: [shop.example.com]; without, nothing is served over HTTPS"));
    }
    if (spec.secrets().isEmpty()) {
      problems.add(
          place
              .in("secrets")
              .invalid("TLS needs a certificate: name a Secret of type kubernetes.io/tls"));
    }
    for (int i = 0; i < spec.secrets().size(); i++) {
      @Nullable Certificate certificate =
          Materials.certificate(
              place.in("secrets", i), spec.secrets().get(i), references, problems);
      if (certificate != null && !certificates.contains(certificate)) {
        certificates.add(certificate);
      }
    }
    return new Route.Tls(
        certificates.stream().map(Certificate::id).toList(),
        Boolean.TRUE.equals(spec.redirect()),
        minVersion(place.in("minVersion"), spec.minVersion(), problems),
        spec.clientCertificates() == null
            ? null
            : ClientCertificatesCompiler.compile(
                place.in("clientCertificates"), spec.clientCertificates(), references, problems));
  }

  /** Null: any that is spoken at all. What cannot be understood may have meant the strictest. */
  private static Route.Tls.@Nullable Version minVersion(
      Place place, @Nullable String written, List<Problem> problems) {
    if (written == null || written.equals("1.2")) {
      return null;
    }
    if (!written.equals("1.3")) {
      problems.add(place.invalid("'" + written + "': write \"1.2\" or \"1.3\", with quotes"));
    }
    return Route.Tls.Version.TLS_1_3;
  }
}

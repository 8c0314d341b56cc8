package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.SecretRef;
import dev.sluice.crds.v1alpha1.TlsSpec;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code spec.tls}. A certificate that cannot be had is left out; the others serve. */
final class TlsCompiler {
  private TlsCompiler() {}

  /** The route's TLS, and its certificates. */
  record Tls(Route.Tls tls, List<Certificate> certificates) {}

  /**
   * @param named whether the route has hostnames
   */
  static Tls compile(
      Place place, TlsSpec spec, boolean named, Lookup lookup, List<Problem> problems) {
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
          certificate(place.in("secrets", i), spec.secrets().get(i), lookup, problems);
      if (certificate != null && !certificates.contains(certificate)) {
        certificates.add(certificate);
      }
    }
    return new Tls(
        new Route.Tls(
            certificates.stream().map(Certificate::id).toList(),
            Boolean.TRUE.equals(spec.redirect())),
        certificates);
  }

  private static @Nullable Certificate certificate(
      Place place, SecretRef ref, Lookup lookup, List<Problem> problems) {
    String from = place.route().namespace();
    String namespace = ref.namespace() == null ? from : ref.namespace();
    if (ref.name() == null || ref.name().isEmpty() || namespace.isEmpty()) {
      problems.add(place.in("name").invalid("a reference needs the name of a Secret"));
      return null;
    }
    if (!lookup.permitted(from, "Secret", namespace, ref.name())) {
      problems.add(
          place
              .in("namespace")
              .problem(
                  Problem.Reason.REF_NOT_PERMITTED,
                  "no ReferenceGrant in namespace "
                      + namespace
                      + " lets ApiRoutes of namespace "
                      + from
                      + " refer to Secret "
                      + ref.name()));
      return null;
    }
    CertificateId id = new CertificateId(namespace, ref.name());
    @Nullable Pair pair = lookup.pair(id);
    if (pair == null) {
      problems.add(
          place.problem(
              Problem.Reason.SECRET_NOT_FOUND,
              "Secret " + id + " of type kubernetes.io/tls not found"));
      return null;
    }
    if (pair.error() != null) {
      problems.add(
          place.problem(
              Problem.Reason.INVALID_CERTIFICATE,
              "Secret "
                  + id
                  + ": "
                  + pair.error()
                  + (pair.good() == null ? "" : "; the pair of before stays in service")));
    } else if (pair.warning() != null) {
      problems.add(
          place.problem(
              pair.warning().startsWith("expired")
                  ? Problem.Reason.INVALID_CERTIFICATE
                  : Problem.Reason.EXPIRING,
              "the certificate in Secret " + id + " " + pair.warning()));
    }
    return pair.good();
  }
}

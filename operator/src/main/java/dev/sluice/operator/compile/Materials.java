package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.CaRef;
import dev.sluice.crds.v1alpha1.SecretRef;
import dev.sluice.operator.input.CaReferences;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What TLS is made of: certificates with keys from Secrets, and CA certificates. */
public final class Materials {
  private Materials() {}

  /** Null, and a problem, where there is none to use; a problem too where it is not the latest. */
  public static @Nullable Certificate certificate(
      Place place, SecretRef ref, References references, List<Problem> problems) {
    String from = place.route().namespace();
    String namespace = ref.namespace() == null ? from : ref.namespace();
    if (ref.name() == null || ref.name().isEmpty() || namespace.isEmpty()) {
      problems.add(place.in("name").invalid("a reference needs the name of a Secret"));
      return null;
    }
    if (!permitted(place, references, "Secret", namespace, ref.name(), problems)) {
      return null;
    }
    CertificateId id = new CertificateId(namespace, ref.name());
    @Nullable Pair pair = references.pair(id);
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

  /** Null, and a problem, where there are none to use; a problem too where not the latest. */
  public static @Nullable AuthorityId authority(
      Place place, CaRef ref, References references, List<Problem> problems) {
    String from = place.route().namespace();
    String namespace = ref.namespace() == null ? from : ref.namespace();
    @Nullable AuthorityId id = CaReferences.id(ref, from);
    if (id == null) {
      problems.add(
          place.invalid(
              "a reference to CA certificates is {kind, name, namespace, key}, of which name is"
                  + " needed, kind is ConfigMap or Secret, and key ca.crt where it is left out"));
      return null;
    }
    if (!permitted(place, references, id.kind().text(), namespace, id.name(), problems)) {
      return null;
    }
    String shown = id.kind().text() + " " + namespace + "/" + id.name();
    @Nullable Trust trust = references.trust(id);
    if (trust == null) {
      problems.add(
          place.problem(
              id.kind() == AuthorityId.Kind.SECRET
                  ? Problem.Reason.SECRET_NOT_FOUND
                  : Problem.Reason.CONFIG_MAP_NOT_FOUND,
              shown + " not found"));
      return null;
    }
    if (trust.error() != null) {
      problems.add(
          place.problem(
              Problem.Reason.INVALID_CERTIFICATE,
              shown
                  + ": "
                  + trust.error()
                  + (trust.good() == null ? "" : "; what was trusted before stays so")));
    }
    return trust.good() == null ? null : id;
  }

  /** Whether the route's namespace may refer to an object; a problem where not. */
  public static boolean permitted(
      Place place,
      References references,
      String kind,
      String namespace,
      String name,
      List<Problem> problems) {
    String from = place.route().namespace();
    // Permission first: who may not refer to an object is not told whether it is there.
    boolean permitted = references.permitted(from, kind, namespace, name);
    if (!permitted) {
      problems.add(
          place
              .in("namespace")
              .problem(
                  Problem.Reason.REF_NOT_PERMITTED,
                  "no ReferenceGrant in namespace "
                      + namespace
                      + " lets ApiRoutes of namespace "
                      + from
                      + " refer to "
                      + kind
                      + " "
                      + name));
    }
    return permitted;
  }
}

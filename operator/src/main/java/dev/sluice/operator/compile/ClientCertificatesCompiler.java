package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.ClientCertificatesSpec;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code spec.tls.clientCertificates}. Without the CA nobody is let in. */
final class ClientCertificatesCompiler {
  private ClientCertificatesCompiler() {}

  static ClientCertificates compile(
      Place place, ClientCertificatesSpec spec, References references, List<Problem> problems) {
    if (spec.mode() != null && !spec.mode().equals("Require") && !spec.mode().equals("Optional")) {
      problems.add(
          place
              .in("mode")
              .invalid("'" + spec.mode() + "': write Require or Optional; it requires"));
    }
    List<Problem> found = new ArrayList<>();
    Place ref = place.in("caRef");
    @Nullable AuthorityId authority = null;
    if (spec.caRef() == null) {
      found.add(ref.invalid("name the ConfigMap or Secret with the CA that signs for clients"));
    } else {
      authority = Materials.authority(ref, spec.caRef(), references, found);
    }
    boolean had = authority != null;
    found.forEach(p -> problems.add(had ? p : refused(p)));
    return new ClientCertificates(!"Optional".equals(spec.mode()), authority);
  }

  private static Problem refused(Problem p) {
    // The words of Accepted begin with the field by themselves.
    String where = p.reason().aboutRoute() ? "" : p.field() + ": ";
    return new Problem(
        p.route(),
        p.rule(),
        p.field(),
        p.reason(),
        where
            + p.message()
            + "; until there is a CA to verify clients by, every rule of the route answers 500");
  }

  /** Of a route of which no more is known than its spec. */
  static @Nullable ClientCertificates ofNobody(@Nullable ClientCertificatesSpec spec) {
    return spec == null ? null : new ClientCertificates(!"Optional".equals(spec.mode()), null);
  }

  /** Whether clients would have to be verified, and cannot be. */
  static boolean unverifiable(Route.Tls tls) {
    return tls.clientCertificates() != null && tls.clientCertificates().authority() == null;
  }

  /** A rule that nobody gets anything of, by whatever way. */
  static Rule closed(Rule rule) {
    return new Rule(
        rule.name(),
        rule.matches(),
        List.of(),
        new Broken("spec.tls.clientCertificates: no CA to verify clients by"),
        Timeouts.DEFAULT);
  }
}

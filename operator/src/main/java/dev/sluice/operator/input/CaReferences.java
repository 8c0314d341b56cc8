package dev.sluice.operator.input;

import dev.sluice.crds.v1alpha1.BackendSpec;
import dev.sluice.crds.v1alpha1.CaRef;
import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.FallbackSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.TlsSpec;
import dev.sluice.snapshot.id.AuthorityId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a route takes CA certificates from. */
public final class CaReferences {
  private final String from;
  private final Set<CaObject.Name> names = new HashSet<>();

  private CaReferences(String from) {
    this.from = from;
  }

  /** The objects that must be known before the route can be compiled. */
  public static Set<CaObject.Name> of(WatchedRoute route) {
    CaReferences found = new CaReferences(route.id().namespace());
    @Nullable TlsSpec tls = route.spec().tls();
    if (tls != null && tls.clientCertificates() != null) {
      found.add(tls.clientCertificates().caRef());
    }
    for (RuleSpec rule : route.spec().rules()) {
      found.backends(rule.backends());
      found.fallback(rule.fallback());
    }
    @Nullable DefaultsSpec defaults = route.spec().defaults();
    if (defaults != null) {
      found.fallback(defaults.fallback());
    }
    return Set.copyOf(found.names);
  }

  private void fallback(@Nullable FallbackSpec fallback) {
    if (fallback != null) {
      backends(fallback.backends());
    }
  }

  private void backends(List<BackendSpec> backends) {
    for (BackendSpec backend : backends) {
      if (backend.tls() != null) {
        add(backend.tls().caRef());
      }
    }
  }

  private void add(@Nullable CaRef ref) {
    @Nullable AuthorityId id = ref == null ? null : id(ref, from);
    if (id != null) {
      names.add(CaObject.Name.of(id));
    }
  }

  /** What a reference of that namespace names; null where it is malformed. */
  public static @Nullable AuthorityId id(CaRef ref, String from) {
    String namespace = ref.namespace() == null ? from : ref.namespace();
    String key = ref.key() == null ? "ca.crt" : ref.key();
    String kind = ref.kind() == null ? "ConfigMap" : ref.kind();
    boolean known = kind.equals("ConfigMap") || kind.equals("Secret");
    if (!known
        || ref.name() == null
        || ref.name().isEmpty()
        || namespace.isEmpty()
        || key.isEmpty()) {
      return null;
    }
    return new AuthorityId(
        kind.equals("Secret") ? AuthorityId.Kind.SECRET : AuthorityId.Kind.CONFIG_MAP,
        namespace,
        ref.name(),
        key);
  }
}

package dev.sluice.operator.compile;

import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.CertificateId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one route looked up, so that it is compiled again only when a result would differ. */
final class Lookup implements References {
  private final Sources sources;
  private final Map<ServiceName, Optional<WatchedService>> services = new HashMap<>();
  private final Map<Reference, Boolean> permissions = new HashMap<>();
  private final Map<CertificateId, Optional<Pair>> pairs = new HashMap<>();

  Lookup(Sources sources) {
    this.sources = sources;
  }

  /** Where lookups go. */
  static final class Sources {
    private final Inputs inputs;
    private final Pairs pairs;
    private final Map<String, List<Grant>> grants;

    Sources(Inputs inputs, Pairs pairs) {
      this.inputs = inputs;
      this.pairs = pairs;
      this.grants = inputs.grants().stream().collect(Collectors.groupingBy(Grant::namespace));
    }

    private boolean permitted(Reference r) {
      return r.from().equals(r.namespace())
          || grants.getOrDefault(r.namespace(), List.of()).stream()
              .anyMatch(g -> g.permits(r.from(), r.kind(), r.name()));
    }
  }

  private record Reference(String from, String kind, String namespace, String name) {}

  /** What was found, or that nothing was, apart from where it was looked up. */
  record Found(
      Map<ServiceName, Optional<WatchedService>> services,
      Map<Reference, Boolean> permissions,
      Map<CertificateId, Optional<Pair>> pairs) {

    /** What was looked up by its name. */
    Set<Object> names() {
      Set<Object> names = new HashSet<>(services.keySet());
      names.addAll(pairs.keySet());
      return names;
    }

    /** Whether the same would be found again. */
    boolean still(Sources sources) {
      for (Map.Entry<ServiceName, Optional<WatchedService>> e : services.entrySet()) {
        if (!Objects.equals(e.getValue().orElse(null), sources.inputs.services().get(e.getKey()))) {
          return false;
        }
      }
      for (Map.Entry<Reference, Boolean> e : permissions.entrySet()) {
        if (e.getValue() != sources.permitted(e.getKey())) {
          return false;
        }
      }
      for (Map.Entry<CertificateId, Optional<Pair>> e : pairs.entrySet()) {
        if (!Objects.equals(e.getValue().orElse(null), sources.pairs.pair(e.getKey()))) {
          return false;
        }
      }
      return true;
    }
  }

  Found found() {
    return new Found(Map.copyOf(services), Map.copyOf(permissions), Map.copyOf(pairs));
  }

  @Override
  public @Nullable WatchedService service(ServiceName name) {
    return services
        .computeIfAbsent(name, n -> Optional.ofNullable(sources.inputs.services().get(n)))
        .orElse(null);
  }

  @Override
  public boolean permitted(String fromNamespace, String kind, String namespace, String name) {
    Reference reference = new Reference(fromNamespace, kind, namespace, name);
    return permissions.computeIfAbsent(reference, sources::permitted);
  }

  @Nullable Pair pair(CertificateId id) {
    return pairs.computeIfAbsent(id, i -> Optional.ofNullable(sources.pairs.pair(i))).orElse(null);
  }
}

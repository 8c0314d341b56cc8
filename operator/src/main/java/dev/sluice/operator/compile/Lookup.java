package dev.sluice.operator.compile;

import dev.sluice.operator.input.CaObject;
import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.ServiceName;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.snapshot.id.AuthorityId;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.route.Entry;
import java.util.ArrayList;
import java.util.Collections;
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
  private final Map<AuthorityId, Optional<Trust>> trusts = new HashMap<>();
  private final Map<CheckedDocument.Name, Optional<CheckedDocument>> documents = new HashMap<>();

  Lookup(Sources sources) {
    this.sources = sources;
  }

  /** Where lookups go. */
  static final class Sources {
    private final Inputs inputs;
    private final Pairs pairs;
    private final Trusts trusts;
    private final Documents documents;
    private final Map<String, List<Grant>> grants;

    Sources(Inputs inputs, Pairs pairs, Trusts trusts, Documents documents) {
      this.inputs = inputs;
      this.pairs = pairs;
      this.trusts = trusts;
      this.documents = documents;
      this.grants = inputs.grants().stream().collect(Collectors.groupingBy(Grant::namespace));
    }

    private boolean permitted(Reference r) {
      return grants.getOrDefault(r.namespace(), List.of()).stream()
          .anyMatch(g -> g.permits(r.from(), r.kind(), r.name()));
    }
  }

  /** Into another namespace: within one's own all is permitted. */
  private record Reference(String from, String kind, String namespace, String name) {}

  /** What was found, or that nothing was, apart from where it was looked up. */
  record Found(
      Map<ServiceName, Optional<WatchedService>> services,
      Map<Reference, Boolean> permissions,
      Map<CertificateId, Optional<Pair>> pairs,
      Map<AuthorityId, Optional<Trust>> trusts,
      Map<CheckedDocument.Name, Optional<CheckedDocument>> documents) {

    /** Both together, of one and the same state of things. */
    static Found of(Found one, Found other) {
      return new Found(
          both(one.services, other.services),
          both(one.permissions, other.permissions),
          both(one.pairs, other.pairs),
          both(one.trusts, other.trusts),
          both(one.documents, other.documents));
    }

    private static <K, V> Map<K, V> both(Map<K, V> one, Map<K, V> other) {
      Map<K, V> both = new HashMap<>(one);
      both.putAll(other);
      return Map.copyOf(both);
    }

    /** What was looked up by its name. */
    Set<Object> names() {
      if (pairs.isEmpty() && trusts.isEmpty() && documents.isEmpty()) {
        return Collections.unmodifiableSet(services.keySet());
      }
      Set<Object> names = new HashSet<>(services.keySet());
      names.addAll(pairs.keySet());
      trusts.keySet().forEach(id -> names.add(CaObject.Name.of(id)));
      documents.keySet().forEach(name -> names.add(name.object()));
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
      for (Map.Entry<AuthorityId, Optional<Trust>> e : trusts.entrySet()) {
        if (!Objects.equals(e.getValue().orElse(null), sources.trusts.trust(e.getKey()))) {
          return false;
        }
      }
      for (Map.Entry<CheckedDocument.Name, Optional<CheckedDocument>> e : documents.entrySet()) {
        if (!Objects.equals(e.getValue().orElse(null), sources.documents.document(e.getKey()))) {
          return false;
        }
      }
      return true;
    }
  }

  Found found() {
    return new Found(
        Map.copyOf(services),
        Map.copyOf(permissions),
        Map.copyOf(pairs),
        Map.copyOf(trusts),
        Map.copyOf(documents));
  }

  @Override
  public @Nullable WatchedService service(ServiceName name) {
    return services
        .computeIfAbsent(name, n -> Optional.ofNullable(sources.inputs.services().get(n)))
        .orElse(null);
  }

  @Override
  public boolean externalNames() {
    return sources.inputs.fleet().externalNames();
  }

  @Override
  public boolean permitted(String fromNamespace, String kind, String namespace, String name) {
    if (fromNamespace.equals(namespace)) {
      return true;
    }
    Reference reference = new Reference(fromNamespace, kind, namespace, name);
    return permissions.computeIfAbsent(reference, sources::permitted);
  }

  @Override
  public @Nullable Pair pair(CertificateId id) {
    return pairs.computeIfAbsent(id, i -> Optional.ofNullable(sources.pairs.pair(i))).orElse(null);
  }

  @Override
  public @Nullable Trust trust(AuthorityId id) {
    return trusts
        .computeIfAbsent(id, i -> Optional.ofNullable(sources.trusts.trust(i)))
        .orElse(null);
  }

  @Override
  public @Nullable CheckedDocument document(CheckedDocument.Name name) {
    return documents
        .computeIfAbsent(name, n -> Optional.ofNullable(sources.documents.document(n)))
        .orElse(null);
  }

  /** What was found that can be used: the entries that the route needs beside itself. */
  List<Entry> materials() {
    if (pairs.isEmpty() && trusts.isEmpty() && documents.isEmpty()) {
      return List.of();
    }
    List<Entry> materials = new ArrayList<>();
    pairs.values().stream()
        .flatMap(Optional::stream)
        .map(Pair::good)
        .filter(Objects::nonNull)
        .forEach(materials::add);
    trusts.values().stream()
        .flatMap(Optional::stream)
        .map(Trust::good)
        .filter(Objects::nonNull)
        .forEach(materials::add);
    documents.values().stream()
        .flatMap(Optional::stream)
        .map(CheckedDocument::document)
        .filter(Objects::nonNull)
        .forEach(materials::add);
    return materials;
  }
}

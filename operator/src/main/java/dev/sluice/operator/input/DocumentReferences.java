package dev.sluice.operator.input;

import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.DocumentRef;
import dev.sluice.crds.v1alpha1.RuleSpec;
import dev.sluice.crds.v1alpha1.ValidateSpec;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a route takes documents from. */
public final class DocumentReferences {
  private DocumentReferences() {}

  /** The objects that must be known before the route can be compiled. */
  public static Set<DocumentObject.Name> of(WatchedRoute route) {
    Set<DocumentObject.Name> names = new HashSet<>();
    String from = route.id().namespace();
    for (RuleSpec rule : route.spec().rules()) {
      add(rule.validate(), from, names);
    }
    @Nullable DefaultsSpec defaults = route.spec().defaults();
    if (defaults != null) {
      add(defaults.validate(), from, names);
    }
    return Set.copyOf(names);
  }

  private static void add(
      @Nullable ValidateSpec spec, String from, Set<DocumentObject.Name> names) {
    if (spec != null && spec.jsonSchema() != null) {
      add(spec.jsonSchema().configMap(), from, names);
    }
    if (spec != null && spec.openApi() != null) {
      add(spec.openApi().configMap(), from, names);
    }
  }

  private static void add(@Nullable DocumentRef ref, String from, Set<DocumentObject.Name> names) {
    DocumentObject.@Nullable Name name = ref == null ? null : name(ref, from);
    if (name != null) {
      names.add(name);
    }
  }

  /** What a reference of that namespace names; null where it is malformed. */
  public static DocumentObject.@Nullable Name name(DocumentRef ref, String from) {
    String namespace = ref.namespace() == null ? from : ref.namespace();
    return ref.name() == null || ref.name().isEmpty() || namespace.isEmpty()
        ? null
        : new DocumentObject.Name(namespace, ref.name());
  }
}

package dev.sluice.operator.input;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ReferenceGrant (gateway.networking.k8s.io): its namespace lets some kinds of other namespaces
 * refer to some of its objects.
 */
public record Grant(String namespace, String name, List<From> from, List<To> to) {
  public static final String ROUTE_GROUP = "sluice.dev";
  public static final String ROUTE_KIND = "ApiRoute";

  public Grant {
    from = List.copyOf(from);
    to = List.copyOf(to);
  }

  /** Who may refer. */
  public record From(String group, String kind, String namespace) {}

  /**
   * To what.
   *
   * @param group empty: the core group
   * @param name empty: every object of the kind
   */
  public record To(String group, String kind, String name) {}

  /** Whether ApiRoutes of a namespace may refer to an object of the grant's namespace. */
  public boolean permits(String fromNamespace, String kind, String name) {
    return from.contains(new From(ROUTE_GROUP, ROUTE_KIND, fromNamespace))
        && to.stream()
            .anyMatch(
                t ->
                    t.group().isEmpty()
                        && t.kind().equals(kind)
                        && (t.name().isEmpty() || t.name().equals(name)));
  }

  public static Grant of(GenericKubernetesResource grant) {
    return new Grant(
        WatchedRoute.namespace(grant.getMetadata()),
        grant.getMetadata().getName(),
        list(grant, "from").stream()
            .map(f -> new From(text(f, "group"), text(f, "kind"), text(f, "namespace")))
            .toList(),
        list(grant, "to").stream()
            .map(t -> new To(text(t, "group"), text(t, "kind"), text(t, "name")))
            .toList());
  }

  private static List<Map<?, ?>> list(GenericKubernetesResource grant, String field) {
    @Nullable Object found = grant.get("spec", field);
    if (!(found instanceof List<?> items)) {
      return List.of();
    }
    return items.stream().<Map<?, ?>>mapMulti(Grant::keepMaps).toList();
  }

  private static void keepMaps(Object item, java.util.function.Consumer<Map<?, ?>> kept) {
    if (item instanceof Map<?, ?> map) {
      kept.accept(map);
    }
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String s ? s : "";
  }
}

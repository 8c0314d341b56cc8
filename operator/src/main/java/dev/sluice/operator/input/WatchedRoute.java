package dev.sluice.operator.input;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ApiRouteSpec;
import dev.sluice.snapshot.id.RouteId;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ApiRoute. Equal ones compile to the same, so that a write of status alone changes nothing.
 *
 * @param uid empty where the object comes from a folder
 * @param createdMillis ms since the epoch; 0 where the object comes from a folder
 */
public record WatchedRoute(
    RouteId id,
    String uid,
    long generation,
    long createdMillis,
    Map<String, String> labels,
    ApiRouteSpec spec) {
  private static final ApiRouteSpec NOTHING =
      new ApiRouteSpec(List.of(), List.of(), null, null, List.of());

  public WatchedRoute {
    labels = Map.copyOf(labels);
  }

  public static WatchedRoute of(ApiRoute route) {
    ObjectMeta meta = route.getMetadata();
    @Nullable ApiRouteSpec spec = route.getSpec();
    return new WatchedRoute(
        new RouteId(namespace(meta), meta.getName()),
        meta.getUid() == null ? "" : meta.getUid(),
        meta.getGeneration() == null ? 0 : meta.getGeneration(),
        millis(meta.getCreationTimestamp()),
        meta.getLabels() == null ? Map.of() : meta.getLabels(),
        spec == null ? NOTHING : spec);
  }

  /** The fleets that it names, each once, in the order in which it does. */
  public List<String> fleets() {
    return spec.gateways().isEmpty()
        ? List.of("default")
        : spec.gateways().stream().distinct().toList();
  }

  /** The namespace that kubectl would take. */
  static String namespace(ObjectMeta meta) {
    String namespace = meta.getNamespace();
    return namespace == null || namespace.isEmpty() ? "default" : namespace;
  }

  static long millis(@Nullable String timestamp) {
    if (timestamp == null) {
      return 0;
    }
    try {
      return OffsetDateTime.parse(timestamp).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return 0;
    }
  }
}

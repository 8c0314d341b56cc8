package dev.sluice.operator.status;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes statuses by server-side apply, and remembers them: the cache of the informer may not have
 * heard of the latest yet.
 *
 * @param <R> the kind
 * @param <S> its status
 */
final class StatusPatches<R extends CustomResource<?, S>, S> {
  static final String FIELD_MANAGER = "sluice-operator";
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(FIELD_MANAGER)
          .withForce(true)
          .build();

  private final KubernetesClient client;
  private final Supplier<R> blank;
  private final Map<ResourceID, Written<S>> latest = new ConcurrentHashMap<>();

  private record Written<S>(String uid, long version, @Nullable S status) {}

  /**
   * @param blank a new object of the kind
   */
  StatusPatches(KubernetesClient client, Supplier<R> blank) {
    this.client = client;
    this.blank = blank;
  }

  /** What is written of an object. */
  @Nullable S previous(R object) {
    ResourceID id = ResourceID.fromResource(object);
    @Nullable Written<S> own = latest.get(id);
    if (own != null
        && own.uid().equals(object.getMetadata().getUid())
        && own.version() > version(object.getMetadata())) {
      return own.status();
    }
    latest.remove(id);
    return object.getStatus();
  }

  void write(R object, S status) {
    ObjectMeta meta = object.getMetadata();
    R applied = blank.get();
    // With the uid, so that an object of the same name that was made meanwhile is not meant.
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(meta.getNamespace())
            .withName(meta.getName())
            .withUid(meta.getUid())
            .build());
    applied.setStatus(status);
    R answer = client.resource(applied).subresource("status").patch(APPLY);
    latest.put(
        ResourceID.fromResource(object),
        new Written<>(meta.getUid(), version(answer.getMetadata()), answer.getStatus()));
  }

  /** Versions of one resource grow (KEP-5504). */
  private static long version(ObjectMeta meta) {
    try {
      return Long.parseLong(meta.getResourceVersion());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}

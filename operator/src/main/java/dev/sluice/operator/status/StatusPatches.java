package dev.sluice.operator.status;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
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
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final Supplier<R> blank;
  private final String manager;
  private final Map<ResourceID, Written<S>> latest = new ConcurrentHashMap<>();

  private record Written<S>(String uid, long version, @Nullable S status) {}

  /**
   * @param blank a new object of the kind
   * @param fleet whose words are written: every fleet is a field manager of its own, so that one
   *     cannot take away what another wrote
   */
  StatusPatches(KubernetesClient client, Supplier<R> blank, String fleet) {
    this.client = client;
    this.blank = blank;
    this.manager = "sluice-operator-" + fleet;
  }

  /** Whether some of the status is this fleet's. */
  boolean traces(R object) {
    List<ManagedFieldsEntry> fields = object.getMetadata().getManagedFields();
    return fields != null && fields.stream().anyMatch(f -> manager.equals(f.getManager()));
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

  /** Whether it was written; not, where the words are another's and this fleet is not entitled. */
  boolean write(R object, Desired<S> desired) {
    ObjectMeta meta = object.getMetadata();
    R applied = blank.get();
    // With the uid, so that an object of the same name that was made meanwhile is not meant.
    applied.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(meta.getNamespace())
            .withName(meta.getName())
            .withUid(meta.getUid())
            .build());
    applied.setStatus(desired.status());
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(desired.entitled())
            .build();
    R answer;
    try {
      answer = client.resource(applied).subresource("status").patch(apply);
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT && !desired.entitled()) {
        return false;
      }
      throw e;
    }
    latest.put(
        ResourceID.fromResource(object),
        new Written<>(meta.getUid(), version(answer.getMetadata()), answer.getStatus()));
    return true;
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

package dev.sluice.operator.status;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reconcilers' informers keep of an object: its names, its status, and who wrote of it.
 * What it asks for is kept by the watch that is compiled from; a second time, and in the words of
 * the API, it would be much of what lives in an operator, to be marked by its collector again and
 * again and copied for each reconciliation.
 */
final class StatusAlone {
  private StatusAlone() {}

  static <R extends CustomResource<?, ?>> ItemStore<R> store() {
    return new TransformingItemStore<>(StatusAlone::of);
  }

  /** The object itself, less the rest. */
  static <R extends CustomResource<?, ?>> R of(R object) {
    object.setSpec(null);
    ObjectMeta meta = object.getMetadata();
    // kubectl leaves a copy of the whole there.
    meta.setAnnotations(null);
    @Nullable List<ManagedFieldsEntry> written = meta.getManagedFields();
    if (written != null) {
      written.forEach(each -> each.setFieldsV1(null));
    }
    return object;
  }
}

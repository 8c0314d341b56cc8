package dev.sluice.operator.watch;

import dev.sluice.operator.input.DocumentObject;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ConfigMaps that routes take documents from. */
final class Documents implements Named.Start<DocumentObject.Name, DocumentObject> {
  private final KubernetesClient client;
  private final Readable readable;

  Documents(KubernetesClient client, Readable readable) {
    this.client = client;
    this.readable = readable;
  }

  @Override
  public @Nullable SharedIndexInformer<?> watch(
      DocumentObject.Name name,
      Consumer<@Nullable DocumentObject> changed,
      Consumer<Throwable> trouble) {
    return !readable.configMap(name.namespace())
        ? null
        : Informers.start(
            Informers.configMap(client, name.namespace(), name.name()),
            new Projection<>(
                ConfigMap::new,
                map -> Optional.of(DocumentObject.of(map)),
                DocumentObject::name,
                (before, now) -> changed.accept(now)),
            trouble);
  }
}

package dev.sluice.operator.watch;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Informers that never give up. */
final class Informers {
  private static final Logger LOG = LoggerFactory.getLogger(Informers.class);

  /** Objects in one answer to a list: a bound on what is held at once at the start. */
  private static final long PAGE = 500;

  /** The field to pick one object by. */
  static final String NAME = "metadata.name";

  private Informers() {}

  /** One ConfigMap, whether it is there or not. */
  static Informable<ConfigMap> configMap(KubernetesClient client, String namespace, String name) {
    return client.configMaps().inNamespace(namespace).withField(NAME, name);
  }

  static <T extends HasMetadata> SharedIndexInformer<T> start(
      Informable<T> of, Projection<T, ?, ?> into) {
    return start(of, into, e -> {});
  }

  /**
   * @param trouble told of what it does not give up for
   */
  static <T extends HasMetadata> SharedIndexInformer<T> start(
      Informable<T> of, Projection<T, ?, ?> into, Consumer<Throwable> trouble) {
    SharedIndexInformer<T> informer =
        of.withLimit(PAGE)
            .runnableInformer(0)
            .removeNamespaceIndex()
            .itemStore(into)
            .exceptionHandler(
                (started, e) -> {
                  trouble.accept(e);
                  LOG.warn("watch interrupted, trying again: {}", e.getMessage());
                  return true;
                });
    informer
        .start()
        .exceptionally(
            e -> {
              LOG.warn("watch not started, trying again: {}", e.getMessage());
              return null;
            });
    return informer;
  }
}

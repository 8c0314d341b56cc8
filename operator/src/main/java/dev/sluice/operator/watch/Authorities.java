package dev.sluice.operator.watch;

import dev.sluice.operator.input.CaObject;
import dev.sluice.snapshot.id.AuthorityId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ConfigMaps and Secrets that routes take CA certificates from. */
final class Authorities implements Named.Start<CaObject.Name, CaObject> {
  private final KubernetesClient client;
  private final Readable readable;

  Authorities(KubernetesClient client, Readable readable) {
    this.client = client;
    this.readable = readable;
  }

  @Override
  public @Nullable SharedIndexInformer<?> watch(
      CaObject.Name name, Consumer<@Nullable CaObject> changed, Consumer<Throwable> trouble) {
    if (name.kind() == AuthorityId.Kind.CONFIG_MAP) {
      return !readable.configMap(name.namespace())
          ? null
          : Informers.start(
              Informers.configMap(client, name.namespace(), name.name()),
              new Projection<>(
                  ConfigMap::new,
                  map -> Optional.of(CaObject.of(map)),
                  CaObject::name,
                  (before, now) -> changed.accept(now)),
              trouble);
    }
    return !readable.secret(name.namespace())
        ? null
        : Informers.start(
            client.secrets().inNamespace(name.namespace()).withField(Informers.NAME, name.name()),
            new Projection<>(
                Secret::new,
                secret -> Optional.of(CaObject.of(secret)),
                CaObject::name,
                (before, now) -> changed.accept(now)),
            trouble);
  }
}

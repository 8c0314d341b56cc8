package dev.sluice.operator.push;

import dev.sluice.snapshot.route.AffinityKeys;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Secret that holds what clients' cookies are made with. Any replica fills it; who comes second
 * reads what the first one wrote. Whoever wants a new key moves {@code current} to {@code previous}
 * and empties {@code current}.
 */
public final class AffinitySecret {
  static final String CURRENT = "current";
  static final String PREVIOUS = "previous";

  private static final int TRIES = 5;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  public AffinitySecret(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /** What it holds; makes what is missing. Blocks, and throws where the API server refuses. */
  public AffinityKeys read() {
    for (int attempt = 1; ; attempt++) {
      try {
        return keys();
      } catch (KubernetesClientException e) {
        if (e.getCode() != CONFLICT || attempt == TRIES) {
          throw e;
        }
      }
    }
  }

  private AffinityKeys keys() {
    Secret stored = client.secrets().inNamespace(namespace).withName(name).get();
    Map<String, String> data =
        stored == null || stored.getData() == null ? Map.of() : stored.getData();
    String current = data.getOrDefault(CURRENT, "");
    if (current.isEmpty()) {
      current = AffinityKeys.fresh(random);
      write(stored, current);
    }
    List<String> keys = new ArrayList<>(List.of(checked(CURRENT, current)));
    String previous = data.getOrDefault(PREVIOUS, "");
    if (!previous.isEmpty()) {
      keys.add(checked(PREVIOUS, previous));
    }
    return new AffinityKeys(keys);
  }

  private void write(@Nullable Secret stored, String key) {
    if (stored == null) {
      Secret made =
          new SecretBuilder()
              .withNewMetadata()
              .withNamespace(namespace)
              .withName(name)
              .withLabels(Map.of("app.kubernetes.io/part-of", "sluice"))
              .endMetadata()
              .withType("Opaque")
              .withData(Map.of(CURRENT, key))
              .build();
      client.resource(made).inNamespace(namespace).create();
    } else {
      // Its resource version makes the write fail where another replica was first.
      Secret next = new SecretBuilder(stored).addToData(CURRENT, key).build();
      client.resource(next).inNamespace(namespace).update();
    }
  }

  /** A key that somebody else wrote, which is theirs to mend. */
  private String checked(String field, String base64) {
    if (AffinityKeys.fit(base64)) {
      return base64;
    }
    // Without what it holds.
    throw new IllegalStateException(
        "Secret " + namespace + "/" + name + ": " + field + " is no key of 32 bytes or more");
  }
}

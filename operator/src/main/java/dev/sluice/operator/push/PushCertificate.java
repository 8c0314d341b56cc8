package dev.sluice.operator.push;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the push server's certificate comes from. {@link #current()} blocks and may throw: whoever
 * calls it keeps the pair it had and tries again later.
 */
@FunctionalInterface
public interface PushCertificate {
  ServingPair current();

  /** A pair that someone else makes and rotates, as files {@code tls.crt} and {@code tls.key}. */
  static PushCertificate given(Path folder) {
    return () -> {
      try {
        String chain = Files.readString(folder.resolve(PushKeys.CERTIFICATE));
        String key = Files.readString(folder.resolve(PushKeys.KEY));
        Pem.key(key, Pem.certificates(chain).get(0).getPublicKey());
        return new ServingPair(chain, key);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("push certificate in " + folder, e);
      }
    };
  }

  /**
   * A pair of the operator's own, in a Secret that all replicas share. Any of them makes, mends and
   * renews it; who comes second reads what the first one wrote.
   */
  static PushCertificate own(KubernetesClient client, Names names, Clock clock) {
    return new Own(client, names, clock);
  }

  /**
   * @param dnsNames the names by which data planes call the operator
   */
  record Names(String namespace, String secret, String configMap, List<String> dnsNames) {
    public Names {
      dnsNames = List.copyOf(dnsNames);
      if (dnsNames.isEmpty()) {
        throw new IllegalArgumentException("the push certificate needs a DNS name");
      }
    }
  }

  /** Keeps the pair in a Secret, and in a ConfigMap what data planes should trust. */
  final class Own implements PushCertificate {
    private static final int TRIES = 5;
    private static final int CONFLICT = 409;
    private static final Map<String, String> LABELS = Map.of("app.kubernetes.io/part-of", "sluice");

    private final KubernetesClient client;
    private final Names names;
    private final Clock clock;

    private Own(KubernetesClient client, Names names, Clock clock) {
      this.client = client;
      this.names = names;
      this.clock = clock;
    }

    @Override
    public ServingPair current() {
      PushKeys keys = retrying(this::keys);
      // Told first, used after: a data plane must know an authority before it meets its signature.
      retrying(() -> publish(keys));
      Map<String, String> secret = keys.secret();
      return new ServingPair(
          secret.getOrDefault(PushKeys.CERTIFICATE, ""), secret.getOrDefault(PushKeys.KEY, ""));
    }

    private PushKeys keys() {
      Instant now = clock.instant();
      Secret stored =
          client.secrets().inNamespace(names.namespace()).withName(names.secret()).get();
      if (stored == null) {
        PushKeys fresh = PushKeys.fresh(names.dnsNames(), now);
        client.resource(secret(fresh)).inNamespace(names.namespace()).create();
        return fresh;
      }
      Map<String, String> before = decoded(stored.getData());
      PushKeys mended = PushKeys.mend(before, names.dnsNames(), now);
      if (mended.secret().equals(before)) {
        return mended;
      }
      Secret next = secret(mended);
      // The resource version makes the write fail where another replica was first.
      next.getMetadata().setResourceVersion(stored.getMetadata().getResourceVersion());
      next.getMetadata().setLabels(stored.getMetadata().getLabels());
      next.getMetadata().setAnnotations(stored.getMetadata().getAnnotations());
      next.getMetadata().setOwnerReferences(stored.getMetadata().getOwnerReferences());
      next.setType(stored.getType());
      client.resource(next).inNamespace(names.namespace()).update();
      return mended;
    }

    private Secret secret(PushKeys keys) {
      Map<String, String> encoded = new HashMap<>();
      keys.secret()
          .forEach(
              (name, text) ->
                  encoded.put(
                      name,
                      Base64.getEncoder()
                          .encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
      return new SecretBuilder()
          .withNewMetadata()
          .withNamespace(names.namespace())
          .withName(names.secret())
          .withLabels(LABELS)
          .endMetadata()
          .withType("kubernetes.io/tls")
          .withData(encoded)
          .build();
    }

    private String publish(PushKeys keys) {
      ConfigMap stored =
          client.configMaps().inNamespace(names.namespace()).withName(names.configMap()).get();
      Map<String, String> data =
          stored == null || stored.getData() == null ? Map.of() : stored.getData();
      String before = data.getOrDefault(PushKeys.AUTHORITY, "");
      String wanted = keys.published(before, clock.instant());
      if (stored == null) {
        ConfigMap fresh =
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(names.namespace())
                .withName(names.configMap())
                .withLabels(LABELS)
                .endMetadata()
                .withData(Map.of(PushKeys.AUTHORITY, wanted))
                .build();
        client.resource(fresh).inNamespace(names.namespace()).create();
      } else if (!wanted.equals(before)) {
        ConfigMap next = new ConfigMapBuilder(stored).addToData(PushKeys.AUTHORITY, wanted).build();
        client.resource(next).inNamespace(names.namespace()).update();
      }
      return wanted;
    }

    /** Undecodable values are as good as missing ones. */
    private static Map<String, String> decoded(@Nullable Map<String, String> data) {
      Map<String, String> decoded = new HashMap<>();
      if (data == null) {
        return decoded;
      }
      data.forEach(
          (name, value) -> {
            try {
              byte[] bytes = Base64.getDecoder().decode(value);
              decoded.put(name, new String(bytes, StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException e) {
              decoded.put(name, "");
            }
          });
      return decoded;
    }

    private static <T> T retrying(Supplier<T> step) {
      for (int attempt = 1; ; attempt++) {
        try {
          return step.get();
        } catch (KubernetesClientException e) {
          if (e.getCode() != CONFLICT || attempt == TRIES) {
            throw e;
          }
        }
      }
    }
  }
}

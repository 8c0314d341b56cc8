package dev.sluice.operator.input;

import dev.sluice.snapshot.id.AuthorityId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ConfigMap or Secret that a route takes CA certificates from.
 *
 * @param pems by key of its data, unchecked; empty where the value holds no certificate, or a
 *     private key, which is nobody's business here
 */
public record CaObject(Name name, Map<String, String> pems) {
  public CaObject {
    pems = Map.copyOf(pems);
  }

  /** Names it. */
  public record Name(AuthorityId.Kind kind, String namespace, String name) {
    public static Name of(AuthorityId id) {
      return new Name(id.kind(), id.namespace(), id.name());
    }
  }

  public static CaObject of(ConfigMap map) {
    return of(AuthorityId.Kind.CONFIG_MAP, map.getMetadata(), map.getData());
  }

  public static CaObject of(Secret secret) {
    Map<String, String> texts = new HashMap<>();
    keys(secret.getData()).forEach(key -> texts.put(key, TlsSecret.text(secret, key)));
    keys(secret.getStringData()).forEach(key -> texts.put(key, TlsSecret.text(secret, key)));
    return of(AuthorityId.Kind.SECRET, secret.getMetadata(), texts);
  }

  private static Set<String> keys(@Nullable Map<String, String> data) {
    return data == null ? Set.of() : data.keySet();
  }

  private static CaObject of(
      AuthorityId.Kind kind, ObjectMeta meta, @Nullable Map<String, String> texts) {
    Map<String, String> pems = new HashMap<>();
    if (texts != null) {
      texts.forEach((key, text) -> pems.put(key, certificates(text)));
    }
    return new CaObject(new Name(kind, WatchedRoute.namespace(meta), meta.getName()), pems);
  }

  private static String certificates(@Nullable String text) {
    return text != null
            && text.contains("-----BEGIN CERTIFICATE-----")
            && !text.contains("PRIVATE KEY-----")
        ? text
        : "";
  }
}

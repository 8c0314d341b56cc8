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
 * @param pems by key of its data, unchecked; empty where the value holds no certificate (under
 *     {@link #REVOKED}: no list), or a private key, which is nobody's business here
 */
public record CaObject(Name name, Map<String, String> pems) {
  /** The key under which lists of revoked certificates stand, where there are any. */
  public static final String REVOKED = "ca.crl";

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
      texts.forEach((key, text) -> pems.put(key, harmless(key, text)));
    }
    return new CaObject(new Name(kind, WatchedRoute.namespace(meta), meta.getName()), pems);
  }

  private static String harmless(String key, @Nullable String text) {
    String wanted = key.equals(REVOKED) ? "X509 CRL" : "CERTIFICATE";
    return text != null
            && text.contains("-----BEGIN " + wanted + "-----")
            && !text.contains("PRIVATE KEY-----")
        ? text
        : "";
  }
}

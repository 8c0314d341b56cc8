package dev.sluice.operator.input;

import dev.sluice.snapshot.id.CertificateId;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One Secret of type {@code kubernetes.io/tls}, unchecked. {@link #toString()} shows its name
 * alone.
 *
 * @param certificate {@code tls.crt}, empty where it is missing
 * @param key {@code tls.key}, empty where it is missing
 */
public record TlsSecret(CertificateId id, String certificate, String key) {
  public static final String TYPE = "kubernetes.io/tls";

  public static TlsSecret of(Secret secret) {
    return new TlsSecret(
        new CertificateId(
            WatchedRoute.namespace(secret.getMetadata()), secret.getMetadata().getName()),
        text(secret, "tls.crt"),
        text(secret, "tls.key"));
  }

  static String text(Secret secret, String key) {
    // A manifest in a folder may say stringData, which an API server would have moved to data.
    @Nullable Map<String, String> plain = secret.getStringData();
    if (plain != null && plain.get(key) != null) {
      return plain.get(key);
    }
    @Nullable Map<String, String> data = secret.getData();
    @Nullable String base64 = data == null ? null : data.get(key);
    if (base64 == null) {
      return "";
    }
    try {
      return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public String toString() {
    return "TlsSecret[" + id + "]";
  }
}

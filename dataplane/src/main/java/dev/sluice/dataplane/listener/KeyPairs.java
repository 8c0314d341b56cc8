package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.tls.KeyPair;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one server name, of each kind of key one: TLS asks for a kind that the client
 * can verify, in the client's order of preference (RFC 8446 §4.4.2.2, RFC 5246 §7.4.2).
 */
final class KeyPairs extends X509ExtendedKeyManager {
  private final Map<String, KeyPair> byKind = new LinkedHashMap<>();

  KeyPairs(List<KeyPair> pairs) {
    for (KeyPair pair : pairs) {
      byKind.putIfAbsent(pair.key().getAlgorithm(), pair);
    }
  }

  /** Of two with the same kind of key the first serves. */
  static List<KeyPair> ofEachKind(List<KeyPair> pairs) {
    return List.copyOf(new KeyPairs(pairs).byKind.values());
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String kind, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    if (!byKind.containsKey(kind)) {
      return null;
    }
    if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      return verifiable(kind, session.getPeerSupportedSignatureAlgorithms()) ? kind : null;
    }
    return kind;
  }

  /**
   * TLS 1.2 asks by cipher suite alone, and a client may offer suites whose signatures it refuses.
   */
  private static boolean verifiable(String kind, String[] algorithms) {
    String ending = kind.equals("EC") ? "WITHECDSA" : "WITH" + kind.toUpperCase(Locale.ROOT);
    boolean known = kind.equals("EC") || kind.equals("RSA");
    for (String algorithm : algorithms) {
      String upper = algorithm.toUpperCase(Locale.ROOT);
      if (upper.endsWith(ending) || kind.equals("RSA") && upper.startsWith("RSASSA-PSS")) {
        return true;
      }
    }
    return !known || algorithms.length == 0;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    KeyPair pair = byKind.get(alias);
    return pair == null ? null : pair.chain();
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    KeyPair pair = byKind.get(alias);
    return pair == null ? null : pair.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String kind, Principal @Nullable [] issuers) {
    return byKind.containsKey(kind) ? new String[] {kind} : null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return byKind.containsKey(kind) ? kind : null;
  }

  @Override
  public String @Nullable [] getClientAliases(String kind, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}

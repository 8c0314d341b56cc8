package dev.sluice.dataplane.main;

import dev.sluice.dataplane.tls.KeyPair;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A client's key that is shown to whoever asks, also one who does not know its CA. */
final class Showing extends X509ExtendedKeyManager {
  private static final String OWN = "own";
  private final KeyPair pair;

  Showing(KeyPair pair) {
    this.pair = pair;
  }

  @Override
  public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
    return OWN;
  }

  @Override
  public String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
    return OWN;
  }

  @Override
  public String[] getClientAliases(String kind, Principal[] issuers) {
    return new String[] {OWN};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return pair.chain();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return pair.key();
  }

  @Override
  public String[] getServerAliases(String kind, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
    return null;
  }
}

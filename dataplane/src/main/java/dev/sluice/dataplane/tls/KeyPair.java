package dev.sluice.dataplane.tls;

import dev.sluice.snapshot.route.Certificate;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chain, leaf first, and its key. Equal where certificate and key are, whatever their name. */
public final class KeyPair {
  private final String chainPem;
  private final String keyPem;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private KeyPair(Certificate from, List<X509Certificate> chain, PrivateKey key) {
    this.chainPem = from.chainPem();
    this.keyPem = from.keyPem();
    this.chain = chain;
    this.key = key;
  }

  /** Throws where it cannot be used; also {@link IllegalArgumentException}. */
  public static KeyPair of(Certificate certificate) throws GeneralSecurityException {
    List<X509Certificate> chain = Trusted.certificates(certificate.chainPem());
    String base64 = certificate.keyPem().replaceAll("-----[^-]*-----", "");
    PrivateKey key =
        KeyFactory.getInstance(chain.get(0).getPublicKey().getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    return new KeyPair(certificate, chain, key);
  }

  public X509Certificate[] chain() {
    return chain.toArray(X509Certificate[]::new);
  }

  public PrivateKey key() {
    return key;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyPair pair
        && chainPem.equals(pair.chainPem)
        && keyPem.equals(pair.keyPem);
  }

  @Override
  public int hashCode() {
    return chainPem.hashCode();
  }
}

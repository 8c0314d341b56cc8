package dev.sluice.operator.push;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Certificates and keys as text (RFC 7468) and back. */
final class Pem {
  private Pem() {}

  static String certificates(List<X509Certificate> chain) {
    return chain.stream().map(Pem::certificate).collect(Collectors.joining());
  }

  private static String certificate(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String key(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }

  /** At least one certificate, or an error. */
  static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    List<X509Certificate> chain =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    return chain;
  }

  /** A PKCS #8 key of whatever kind its certificate is of. */
  static PrivateKey key(String pem, PublicKey of) throws GeneralSecurityException {
    int from = pem.indexOf("-----BEGIN PRIVATE KEY-----");
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("no PKCS #8 private key");
    }
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(pem.substring(from + 27, to));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("a private key that is not base64", e);
    }
    PrivateKey key =
        KeyFactory.getInstance(of.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
    requirePair(key, of);
    return key;
  }

  private static void requirePair(PrivateKey key, PublicKey of) throws GeneralSecurityException {
    String algorithm = of.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] probe = {1, 2, 3};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(of);
    signature.update(probe);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the private key is not the certificate's");
    }
  }
}

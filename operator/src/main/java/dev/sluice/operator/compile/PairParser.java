package dev.sluice.operator.compile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** {@code tls.crt} and {@code tls.key} as people bring them: to a chain and a PKCS #8 key. */
final class PairParser {
  private PairParser() {}

  /** A pair that fits. */
  record Parsed(String chainPem, String keyPem, Instant notAfter) {}

  /** Says what is wrong; never holds a key. */
  static final class BadPair extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    BadPair(String message) {
      super(message);
    }
  }

  static Parsed parse(String certificate, String key) throws BadPair {
    if (certificate.isBlank()) {
      throw new BadPair("tls.crt is missing");
    }
    if (key.isBlank()) {
      throw new BadPair("tls.key is missing");
    }
    List<X509Certificate> chain = chain(certificate);
    byte[] pkcs8 = pkcs8(key);
    PublicKey leaf = chain.get(0).getPublicKey();
    if (!fits(privateKey(pkcs8, leaf), leaf)) {
      throw new BadPair(
          "tls.key is not the key of the first certificate in tls.crt; the leaf comes first");
    }
    StringBuilder pem = new StringBuilder();
    for (X509Certificate c : chain) {
      try {
        pem.append(block("CERTIFICATE", c.getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new BadPair("tls.crt cannot be read");
      }
    }
    return new Parsed(
        pem.toString(), block("PRIVATE KEY", pkcs8), chain.get(0).getNotAfter().toInstant());
  }

  private static List<X509Certificate> chain(String pem) throws BadPair {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (GeneralSecurityException e) {
      throw new BadPair("tls.crt holds no PEM certificate that can be read");
    }
    throw new BadPair("tls.crt holds no PEM certificate");
  }

  private static byte[] pkcs8(String pem) throws BadPair {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      // An EC key may come with its parameters in a block of their own, in front of it.
      for (@Nullable Object found = parser.readObject();
          found != null;
          found = parser.readObject()) {
        if (found instanceof PrivateKeyInfo info) {
          return info.getEncoded();
        }
        if (found instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo().getEncoded();
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new BadPair("tls.key is no PEM private key that can be read");
    }
    throw new BadPair("tls.key holds no unencrypted PEM private key");
  }

  private static PrivateKey privateKey(byte[] pkcs8, PublicKey leaf) throws BadPair {
    try {
      return KeyFactory.getInstance(leaf.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new BadPair(
          "tls.key is no " + leaf.getAlgorithm() + " key, which the certificate in tls.crt has");
    }
  }

  private static boolean fits(PrivateKey key, PublicKey leaf) {
    // Much cheaper than a signature, and as sure.
    if (key instanceof RSAPrivateCrtKey rsa && leaf instanceof RSAPublicKey pub) {
      return rsa.getModulus().equals(pub.getModulus())
          && rsa.getPublicExponent().equals(pub.getPublicExponent());
    }
    String algorithm =
        switch (leaf.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> leaf.getAlgorithm();
        };
    byte[] probe = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(leaf);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String block(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
  }
}

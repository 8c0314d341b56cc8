package dev.sluice.operator.push;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate with its private key, on P-256 (RFC 5280, RFC 5480). */
record Issued(X509Certificate certificate, PrivateKey key) {
  static final Duration AUTHORITY_LIFE = Duration.ofDays(365);
  static final Duration SERVING_LIFE = Duration.ofDays(60);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** An authority that may sign serving certificates and nothing below them. */
  static Issued authority(Instant now) {
    KeyPair pair = pair();
    // The serial in the name tells two authorities of an overlap apart.
    BigInteger serial = serial();
    X500Principal name = new X500Principal("CN=sluice-push-ca-" + serial.toString(36));
    try {
      JcaX509v3CertificateBuilder builder = builder(name, serial, now, AUTHORITY_LIFE, name, pair);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return sign(builder, pair.getPrivate(), pair.getPrivate());
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A certificate for these names, signed by this authority. */
  Issued serving(List<String> dnsNames, Instant now) {
    KeyPair pair = pair();
    Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
    Duration life = left.compareTo(SERVING_LIFE) < 0 ? left : SERVING_LIFE;
    try {
      JcaX509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              serial(),
              now,
              life,
              new X500Principal("CN=sluice-push"),
              pair);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              dnsNames.stream()
                  .map(name -> new GeneralName(GeneralName.dNSName, name))
                  .toArray(GeneralName[]::new)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      return sign(builder, key, pair.getPrivate());
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer,
      BigInteger serial,
      Instant now,
      Duration life,
      X500Principal subject,
      KeyPair pair) {
    try {
      // A minute back: the clocks of two nodes are never quite the same.
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              serial,
              Date.from(now.minusSeconds(60)),
              Date.from(now.plus(life)),
              subject,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return builder;
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Issued sign(
      JcaX509v3CertificateBuilder builder, PrivateKey signer, PrivateKey own) {
    try {
      return new Issued(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))),
          own);
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger serial() {
    return new BigInteger(120, RANDOM);
  }

  @Override
  public String toString() {
    return "Issued[" + certificate.getSubjectX500Principal() + "]";
  }
}

package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * How backends are told who the client is: the certificate as RFC 9440 has it, and its subject (RFC
 * 4514) for those that would not read certificates. Nobody else may say so.
 */
public final class CertificateFields {
  private static final HeaderName CERT = HeaderName.of("client-cert");
  private static final HeaderName SUBJECT = HeaderName.of("x-client-cert-subject");

  /** Also what we do not send, but who knows RFC 9440 would believe. */
  private static final byte[][] OURS = {
    ascii("client-cert"), ascii("client-cert-chain"), ascii("x-client-cert-subject")
  };

  /** Names for what RFC 4514 would write as numbers and bytes. */
  private static final Map<String, String> NAMES =
      Map.of("1.2.840.113549.1.9.1", "emailAddress", "2.5.4.5", "serialNumber");

  private final byte[] certificate;
  private final byte[] subject;

  private CertificateFields(byte[] certificate, byte[] subject) {
    this.certificate = certificate;
    this.subject = subject;
  }

  static CertificateFields of(X509Certificate certificate) {
    try {
      String der = Base64.getEncoder().encodeToString(certificate.getEncoded());
      return new CertificateFields(
          ascii(":" + der + ":"), ascii(text(certificate.getSubjectX500Principal())));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What may not stand in a field, and all that is not ASCII, as its bytes (RFC 4514 §2.4). */
  static String text(X500Principal subject) {
    String name = subject.getName(X500Principal.RFC2253, NAMES);
    StringBuilder text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (c >= 0x20 && c < 0x7f) {
                text.append((char) c);
              } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  text.append('\\');
                  text.append(Character.forDigit(b >> 4 & 15, 16));
                  text.append(Character.forDigit(b & 15, 16));
                }
              }
            });
    return text.toString();
  }

  void write(HeaderSection headers) {
    headers.remove(CERT);
    headers.add(CERT, certificate);
    headers.remove(SUBJECT);
    if (subject.length > 0) {
      headers.add(SUBJECT, subject);
    }
  }

  /**
   * Takes away what only we may say, also where it is written so that a gateway interface such as
   * CGI (RFC 3875 §4.1.18) would take it for the same.
   */
  public static void strip(HeaderSection headers) {
    for (int i = 0; i < headers.size(); i++) {
      if (headers.live(i)) {
        for (byte[] name : OURS) {
          if (headers.nameEnd(i) - headers.nameStart(i) == name.length && alike(headers, i, name)) {
            headers.removeAt(i);
            break;
          }
        }
      }
    }
  }

  private static boolean alike(HeaderSection headers, int i, byte[] name) {
    byte[] bytes = headers.bytes();
    int start = headers.nameStart(i);
    for (int k = 0; k < name.length; k++) {
      byte b = bytes[start + k];
      if (HeaderName.lower(b == '_' ? (byte) '-' : b) != name[k]) {
        return false;
      }
    }
    return true;
  }
}

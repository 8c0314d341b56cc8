package dev.sluice.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.main.Keytool;
import dev.sluice.snapshot.route.Certificate;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a server that is asked by one name, as an operator is. */
class TrustedTest {
  @TempDir Path folder;
  private Certificate ca;

  @BeforeEach
  void signWithACa() throws Exception {
    ca = Keytool.ca(folder, "ca");
  }

  @ParameterizedTest
  @CsvSource({
    "operator.sluice.svc, operator.sluice.svc",
    "Operator.Sluice.SVC, operator.sluice.svc",
    "*.sluice.svc, operator.sluice.svc",
    "localhost, localhost"
  })
  void it_is_believed_by_the_name_that_its_certificate_is_for(String certified, String asked)
      throws Exception {
    assertThatCode(() -> ask(certified, asked, ca)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "operator.sluice.svc, operator.other.svc",
    "operator.sluice.svc, sluice.svc",
    "sluice.svc, operator.sluice.svc",
    "*.sluice.svc, sluice.svc",
    "*.sluice.svc, a.operator.sluice.svc",
    "*.sluice.svc, operator.notsluice.svc",
    "localhost, local"
  })
  void it_is_not_believed_by_another_one(String certified, String asked) {
    assertThatThrownBy(() -> ask(certified, asked, ca))
        .isInstanceOf(CertificateException.class)
        .hasMessage("a certificate that is not for " + asked);
  }

  @Test
  void a_certificate_without_names_is_for_nobody() throws Exception {
    Certificate nameless =
        Keytool.server(folder, "nameless", "x.test", ca, "-ext", "SAN=ip:1.2.3.4");
    X509ExtendedTrustManager trust = Trusted.server(ca.chainPem(), "x.test");
    assertThatThrownBy(() -> trust.checkServerTrusted(chain(nameless), "UNKNOWN"))
        .hasMessage("a certificate that is not for x.test");
    assertThatThrownBy(() -> trust.checkServerTrusted(chain(ca), "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void a_name_is_worth_nothing_from_another_ca_or_out_of_its_time() throws Exception {
    Certificate other = Keytool.ca(folder, "other");
    assertThatThrownBy(() -> ask("operator.sluice.svc", "operator.sluice.svc", other))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("valid certification path");
    Certificate old =
        Keytool.server(folder, "old", "x.test", ca, "-startdate", "-2d", "-validity", "1");
    assertThatThrownBy(
            () -> Trusted.server(ca.chainPem(), "x.test").checkServerTrusted(chain(old), "UNKNOWN"))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void without_certificates_there_is_nobody_to_believe() {
    assertThatThrownBy(() -> Trusted.server("no PEM", "x.test"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** With an engine, as BoringSSL and the JDK ask. */
  private void ask(String certified, String asked, Certificate trusted) throws Exception {
    Certificate server = Keytool.server(folder, "server", certified, ca);
    Trusted.server(trusted.chainPem(), asked)
        .checkServerTrusted(chain(server), "UNKNOWN", (SSLEngine) null);
  }

  private static X509Certificate[] chain(Certificate certificate) throws Exception {
    return Trusted.certificates(certificate.chainPem()).toArray(new X509Certificate[0]);
  }
}

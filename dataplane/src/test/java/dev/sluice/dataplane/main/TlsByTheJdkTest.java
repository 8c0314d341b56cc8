package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.tls.Engines;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** All that is asked of TLS, asked once more of the JDK: by itself it is BoringSSL that answers. */
@ExtendWith(TlsByTheJdkTest.Choice.class)
class TlsByTheJdkTest {
  @Nested
  class Certificates extends TlsTest {}

  @Nested
  class Clients extends ClientCertificatesTest {}

  @Nested
  class Shown extends ShownCertificateTest {}

  @Nested
  class Revoked extends RevocationTest {}

  @Nested
  class Suites extends CipherSuitesTest {}

  @Nested
  class Rotation extends CertificateRotationTest {}

  @Nested
  class Backends extends BackendTlsTest {}

  @Nested
  class RealClients extends RealTlsClientsTest {}

  static final class Choice implements BeforeAllCallback, AfterAllCallback {
    private static final String CHOICE = "sluice.tls.engine";

    @Override
    public void beforeAll(ExtensionContext context) {
      System.setProperty(CHOICE, "jdk");
      assertThat(Engines.nativeOne()).isFalse();
    }

    @Override
    public void afterAll(ExtensionContext context) {
      if (context.getRequiredTestClass() == TlsByTheJdkTest.class) {
        System.clearProperty(CHOICE);
      }
    }
  }
}

package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.tls.Engines;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.upstream.Protocol;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTlsTest {
  private static final String CHOICE = "sluice.tls.engine";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void boring_ssl_speaks_to_backends_where_it_is_there_and_wanted(boolean wanted) throws Exception {
    if (!wanted) {
      System.setProperty(CHOICE, "jdk");
    }
    try {
      ClientTls tls = ClientTls.of(new UpstreamTls("cart.internal", null, null), null, null);
      for (Protocol offer : Protocol.values()) {
        SSLEngine engine = tls.handler(ByteBufAllocator.DEFAULT, offer, 443).engine();
        assertThat(engine instanceof ReferenceCountedOpenSslEngine)
            .isEqualTo(wanted && Engines.nativeOne());
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
            .isEqualTo("HTTPS");
      }
    } finally {
      System.clearProperty(CHOICE);
    }
  }
}

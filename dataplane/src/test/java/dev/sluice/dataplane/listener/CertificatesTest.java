package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.main.Keytool;
import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.dataplane.tls.Engines;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does the work of a handshake. */
class CertificatesTest {
  private static final String CHOICE = "sluice.tls.engine";
  private static final ByteBuf ECDSA = Unpooled.wrappedBuffer(ClientOfferTest.hello("c02b"));
  private static final ByteBuf RSA = Unpooled.wrappedBuffer(ClientOfferTest.hello("c02f"));
  private static Certificate ec;
  private static Certificate rsa;

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    ec = Keytool.certificate(folder, "ec", "EC", "a.test");
    rsa = Keytool.certificate(folder, "rsa", "RSA", "a.test");
  }

  private static Certificates serving(Certificate... certificates) {
    Map<EntryKey, Entry> entries = new HashMap<>();
    for (Certificate each : certificates) {
      entries.put(each.key(), each);
    }
    Route route =
        new Route(
            new RouteId("test", "a"),
            1,
            1,
            List.of(new Hostname("a.test")),
            new Route.Tls(Arrays.stream(certificates).map(Certificate::id).toList(), false),
            List.of());
    entries.put(route.key(), route);
    Certificates made = new Certificates(new ClientTrust());
    assertThat(made.apply(new RoutingSnapshot(new Revision("0".repeat(64)), entries))).isEmpty();
    return made;
  }

  private static boolean byBoringSsl(SslContext context) {
    return context instanceof ReferenceCountedOpenSslContext;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void boring_ssl_serves_whatever_kinds_of_keys_there_are_where_it_is_wanted(boolean wanted) {
    if (!wanted) {
      System.setProperty(CHOICE, "jdk");
    }
    try {
      boolean expected = wanted && Engines.nativeOne();
      for (Certificates each : List.of(serving(ec), serving(rsa), serving(rsa, ec))) {
        assertThat(byBoringSsl(each.choose("a.test", ECDSA))).isEqualTo(expected);
        assertThat(byBoringSsl(each.choose("a.test", RSA))).isEqualTo(expected);
      }
    } finally {
      System.clearProperty(CHOICE);
    }
  }

  @Test
  void each_kind_of_key_has_a_context_of_its_own_and_keeps_it() {
    Certificates both = serving(rsa, ec);
    SslContext first = both.choose("a.test", ECDSA);
    assertThat(both.choose("A.test", ECDSA)).isSameAs(first);
    if (Engines.nativeOne()) {
      assertThat(both.choose("a.test", RSA)).isNotSameAs(first);
    }
    assertThat(both.apart("a.test", "a.test")).isFalse();
  }

  /** They are some hundred, which take a tenth of a second and a megabyte for each server name. */
  @ParameterizedTest
  @ValueSource(strings = {"native", "jdk"})
  void where_nobody_is_asked_who_he_is_the_authorities_of_the_system_are_not_read(
      String engine, @TempDir Path folder) throws Exception {
    Path broken = Files.writeString(folder.resolve("cacerts"), "no store of keys");
    System.setProperty(CHOICE, engine);
    System.setProperty("javax.net.ssl.trustStore", broken.toString());
    try {
      assertThat(serving(ec).choose("a.test", ECDSA)).isNotNull();
    } finally {
      System.clearProperty("javax.net.ssl.trustStore");
      System.clearProperty(CHOICE);
    }
  }
}

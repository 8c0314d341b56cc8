package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherSuitesTest {
  private static final int HANDSHAKE_FAILURE = 40;
  private static final int PROTOCOL_VERSION = 70;

  /** What has a key of that kind. */
  private static final String ECDSA = "localhost";

  private static final String RSA = "rsa.localhost";
  private static final String BOTH = "both.localhost";
  private static Running running;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    running = new Running();
    Certificate ecdsa = Keytool.certificate(folder, "ecdsa", "EC", ECDSA);
    Certificate rsa = Keytool.certificate(folder, "rsa", "RSA", RSA);
    running.apply(rsa, ecdsa, route(ECDSA, ecdsa), route(RSA, rsa), route(BOTH, rsa, ecdsa));
  }

  private static Route route(String host, Certificate... certificates) {
    return new Route(
        new RouteId("test", host),
        1,
        1,
        List.of(new Hostname(host)),
        new Route.Tls(Arrays.stream(certificates).map(Certificate::id).toList(), false),
        List.of(Running.rule("r", Running.ANY, new Respond(200, List.of(), "hello"))));
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
  }

  /** Of all that IANA has named: no NULL, RC4, DES, 3DES, CBC, anonymous, or key that stays. */
  @Test
  void forward_secret_and_authenticated_suites_alone_are_taken() throws Exception {
    assertThat(taken(ECDSA)).containsExactly("c02b", "c02c", "cca9");
    assertThat(taken(RSA)).containsExactly("c02f", "c030", "cca8");
    assertThat(taken(BOTH)).containsExactly("c02b", "c02c", "c02f", "c030", "cca8", "cca9");
  }

  private static Set<String> taken(String serverName) throws IOException {
    Set<String> taken = new TreeSet<>();
    for (int block : new int[] {0x0000, 0x1300, 0xc000, 0xc100, 0xcc00, 0xd000}) {
      for (int suite = block; suite < block + 0x100; suite++) {
        ClientHello.Answer answer =
            ClientHello.say(running.plane.httpsPort(), serverName, 0x303, suite);
        if (answer.goesOn()) {
          assertThat(answer.suiteOrAlert()).isEqualTo(suite);
          taken.add(Integer.toHexString(suite));
        } else {
          assertThat(answer.suiteOrAlert()).isEqualTo(HANDSHAKE_FAILURE);
        }
      }
    }
    return taken;
  }

  /** SSL 3.0, TLS 1.0, TLS 1.1. */
  @ParameterizedTest
  @ValueSource(ints = {0x300, 0x301, 0x302})
  void no_version_before_1_2_is_spoken(int version) throws Exception {
    for (int suite : new int[] {0x0005, 0x000a, 0x002f, 0xc013, 0xc02f}) {
      ClientHello.Answer answer = ClientHello.say(running.plane.httpsPort(), RSA, version, suite);
      assertThat(answer.goesOn()).isFalse();
      assertThat(answer.suiteOrAlert()).isEqualTo(PROTOCOL_VERSION);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES128-GCM-SHA256",
        "AES256-SHA256",
        "AES128-SHA",
        "ECDHE-RSA-AES128-SHA",
        "ECDHE-ECDSA-AES256-SHA384",
        "DHE-RSA-AES128-GCM-SHA256",
        "DHE-RSA-AES256-SHA",
        "aNULL",
        "eNULL"
      })
  void openssl_is_refused_what_is_weaker(String cipher) throws Exception {
    Installed.Said said = openssl("-tls1_2", "-cipher", cipher + ":@SECLEVEL=0");
    assertThat(said.exit()).isNotZero();
    assertThat(said.text()).contains("alert handshake failure");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256",
        "-tls1_2 -cipher ECDHE-ECDSA-AES128-GCM-SHA256",
        "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384",
        "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
        "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305",
        "-tls1_2 -cipher ECDHE-ECDSA-CHACHA20-POLY1305",
        "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256",
        "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384",
        "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256"
      })
  void openssl_gets_the_suite_that_it_wants(String options) throws Exception {
    String[] of = options.split(" ");
    assertThat(openssl(of).whole()).contains("Cipher is " + of[2]);
  }

  @Test
  void a_client_cannot_have_the_handshake_again() throws Exception {
    CertifiedClient client = new CertifiedClient(running.plane.httpsPort(), null);
    try (CertifiedClient.Connection open = client.open("TLSv1.2", "localhost")) {
      assertThat(open.ask("localhost")).startsWith("HTTP/1.1 200 ");
      open.socket().startHandshake();
      assertThatThrownBy(() -> open.ask("localhost")).isInstanceOf(IOException.class);
    }
  }

  private static Installed.Said openssl(String... options) throws Exception {
    String name = String.join(" ", options).contains("ECDSA") ? ECDSA : RSA;
    String[] usual = {"s_client", "-connect", "127.0.0.1:" + running.plane.httpsPort()};
    return Installed.told(
        "Q\n",
        "openssl",
        Stream.of(usual, new String[] {"-servername", name}, options)
            .flatMap(Arrays::stream)
            .toArray(String[]::new));
  }
}

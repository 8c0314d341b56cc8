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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CipherSuitesTest {
  private static final int HANDSHAKE_FAILURE = 40;
  private static final int PROTOCOL_VERSION = 70;
  private static Running running;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    running = new Running();
    Certificate ecdsa = Keytool.certificate(folder, "ecdsa", "EC", "localhost");
    Certificate rsa = Keytool.certificate(folder, "rsa", "RSA", "localhost");
    running.apply(
        rsa,
        ecdsa,
        new Route(
            new RouteId("test", "a"),
            1,
            1,
            List.of(new Hostname("localhost")),
            new Route.Tls(List.of(rsa.id(), ecdsa.id()), false),
            List.of(Running.rule("r", Running.ANY, new Respond(200, List.of(), "hello")))));
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
  }

  /** Of all that IANA has named: no NULL, RC4, DES, 3DES, CBC, anonymous, or key that stays. */
  @Test
  void forward_secret_and_authenticated_suites_alone_are_taken() throws Exception {
    Set<String> taken = new TreeSet<>();
    for (int block : new int[] {0x0000, 0x1300, 0xc000, 0xc100, 0xcc00, 0xd000}) {
      for (int suite = block; suite < block + 0x100; suite++) {
        ClientHello.Answer answer =
            ClientHello.say(running.plane.httpsPort(), "localhost", 0x303, suite);
        if (answer.goesOn()) {
          assertThat(answer.suiteOrAlert()).isEqualTo(suite);
          taken.add(Integer.toHexString(suite));
        } else {
          assertThat(answer.suiteOrAlert()).isEqualTo(HANDSHAKE_FAILURE);
        }
      }
    }
    assertThat(taken).containsExactly("c02b", "c02c", "c02f", "c030", "cca8", "cca9");
  }

  /** SSL 3.0, TLS 1.0, TLS 1.1. */
  @ParameterizedTest
  @ValueSource(ints = {0x300, 0x301, 0x302})
  void no_version_before_1_2_is_spoken(int version) throws Exception {
    for (int suite : new int[] {0x0005, 0x000a, 0x002f, 0xc013, 0xc02f}) {
      ClientHello.Answer answer =
          ClientHello.say(running.plane.httpsPort(), "localhost", version, suite);
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
    return Installed.told("Q\n", "openssl", with(options));
  }

  private static String[] with(String... options) {
    String[] usual = {"s_client", "-connect", "127.0.0.1:" + running.plane.httpsPort()};
    String[] name = {"-servername", "localhost"};
    return java.util.stream.Stream.of(usual, name, options)
        .flatMap(Arrays::stream)
        .toArray(String[]::new);
  }
}

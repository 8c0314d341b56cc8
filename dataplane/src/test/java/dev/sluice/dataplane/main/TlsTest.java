package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static Certificate ecdsa;
  private static Certificate rsa;

  @BeforeAll
  static void certificates(@TempDir Path folder) throws Exception {
    ecdsa = Keytool.certificate(folder, "ecdsa", "EC", "a.test");
    rsa = Keytool.certificate(folder, "rsa", "RSA", "a.test");
  }

  @Test
  void a_claimed_name_is_served_and_no_other() throws Exception {
    try (Running running = new Running()) {
      running.apply(route("a", 1, true, "a.test", ecdsa), ecdsa);
      TlsClient client = new TlsClient(running.plane.httpsPort());
      assertThat(client.ask("a.test", "a.test").text())
          .startsWith("HTTP/1.1 200 ")
          .endsWith("hello");
      assertThatThrownBy(() -> client.ask("b.test", "a.test"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("unrecognized_name");
      assertThat(
              running.exchange("GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 301 ")
          .contains("location: https://a.test/hello\r\n");
      assertThat(ecdsa.toString()).doesNotContain("PRIVATE");
    }
  }

  @Test
  void a_proxy_header_stands_before_the_handshake() throws Exception {
    ListenerOptions options =
        new ListenerOptions(
            Limits.DEFAULT, new TrustedProxies(AddressRanges.parse("127.0.0.1")), false, true);
    try (Running running = new Running(options)) {
      running.apply(route("a", 1, true, "a.test", ecdsa), ecdsa);
      TlsClient client = new TlsClient(running.plane.httpsPort());
      assertThat(client.ask("PROXY TCP4 8.8.8.8 1.1.1.1 1000 443\r\n", "a.test", "a.test").text())
          .startsWith("HTTP/1.1 200 ")
          .endsWith("hello");
      assertThatThrownBy(() -> client.ask("a.test", "a.test")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_client_gets_the_certificate_that_it_can_verify() throws Exception {
    try (Running running = new Running()) {
      running.apply(route("a", 1, false, "a.test", rsa, ecdsa), rsa, ecdsa);
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        assertThat(kind(running, version, "ecdsa")).as(version).isEqualTo("RSA");
        assertThat(kind(running, version, "rsa")).as(version).isEqualTo("EC");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_session_is_resumed_beside_another_kind_of_key(String version) throws Exception {
    try (Running running = new Running()) {
      running.apply(route("a", 1, false, "a.test", rsa, ecdsa), rsa, ecdsa);
      CertifiedClient client = new CertifiedClient(running.plane.httpsPort(), null);
      long first = established(client, version);
      assertThat(established(client, version)).isEqualTo(first);
    }
  }

  /** When the session began that a request was made in. */
  private static long established(CertifiedClient client, String version) throws IOException {
    try (CertifiedClient.Connection open = client.open(version, "a.test")) {
      assertThat(open.ask("a.test")).startsWith("HTTP/1.1 200 ");
      return open.socket().getSession().getCreationTime();
    }
  }

  @Test
  void a_name_of_several_routes_gets_the_certificate_of_the_oldest() throws Exception {
    try (Running running = new Running()) {
      List<Entry> entries = new ArrayList<>(List.of(rsa, ecdsa));
      entries.add(route("z", 1, false, "a.test", rsa));
      for (int i = 0; i < 20; i++) {
        entries.add(route("a" + i, 2, false, "a.test", ecdsa));
      }
      running.apply(entries.toArray(Entry[]::new));
      assertThat(kind(running, "TLSv1.3", "none")).isEqualTo("RSA");
    }
  }

  @Test
  void the_strictest_route_of_a_name_decides_on_the_version() throws Exception {
    try (Running running = new Running()) {
      Route old = route("a", 1, false, "a.test", rsa);
      Route strict = demanding(route("b", 2, false, "a.test"));
      running.apply(rsa, old, strict, route("c", 1, false, "c.test", rsa));
      TlsClient older = new TlsClient(running.plane.httpsPort(), "TLSv1.2", "none");
      assertThatThrownBy(() -> older.ask("a.test", "a.test"))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("protocol_version");
      assertThat(older.ask("c.test", "c.test").text()).startsWith("HTTP/1.1 200 ");
      assertThat(older.ask("c.test", "a.test").text())
          .as("not by way of another name either")
          .startsWith("HTTP/1.1 421 ");
      TlsClient newer = new TlsClient(running.plane.httpsPort());
      assertThat(newer.ask("a.test", "a.test").text()).startsWith("HTTP/1.1 200 ");
    }
  }

  private static Route demanding(Route of) {
    return new Route(
        of.id(),
        of.generation(),
        of.createdMillis(),
        of.hostnames(),
        new Route.Tls(List.of(), false, Route.Tls.Version.TLS_1_3, null),
        of.rules());
  }

  @Test
  void a_name_with_other_certificates_is_not_served_on_this_connection() throws Exception {
    try (Running running = new Running()) {
      running.apply(
          ecdsa,
          rsa,
          route("a", 1, false, "a.test", rsa),
          route("b", 1, false, "b.test", ecdsa),
          route("c", 1, false, "c.test", rsa));
      TlsClient client = new TlsClient(running.plane.httpsPort());
      assertThat(client.ask("a.test", "b.test").text())
          .startsWith("HTTP/1.1 421 ")
          .contains("x-sluice-error: misdirected\r\n");
      assertThat(client.ask("a.test", "c.test").text()).startsWith("HTTP/1.1 200 ");
      assertThat(client.ask("b.test", "b.test:8443").text()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_route_without_tls_is_served_over_plain_http_alone() throws Exception {
    try (Running running = new Running()) {
      running.apply(
          rsa,
          route("a", 1, false, "a.test", rsa),
          route("plain", 1, false, "plain.test"),
          route("shadow", 0, false, "a.test"));
      TlsClient client = new TlsClient(running.plane.httpsPort());
      assertThat(client.ask("a.test", "plain.test").text())
          .startsWith("HTTP/1.1 404 ")
          .contains("x-sluice-error: no_route\r\n");
      assertThat(client.ask("a.test", "a.test").text())
          .as("the older route has the same path, but no TLS")
          .contains("x-served-by: a\r\n");
      assertThat(
              running.exchange("GET /hello HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"))
          .contains("x-served-by: shadow\r\n");
    }
  }

  private static String kind(Running running, String version, String refused) throws Exception {
    return new TlsClient(running.plane.httpsPort(), version, refused)
        .ask("a.test", "a.test")
        .leaf()
        .getPublicKey()
        .getAlgorithm();
  }

  /** Without certificates: without TLS. */
  private static Route route(
      String name, long created, boolean redirect, String host, Certificate... certificates) {
    return new Route(
        new RouteId("test", name),
        1,
        created,
        List.of(new Hostname(host)),
        certificates.length == 0
            ? null
            : new Route.Tls(Arrays.stream(certificates).map(Certificate::id).toList(), redirect),
        List.of(
            Running.rule(
                "hello",
                new PathMatch.Prefix("/hello"),
                new Respond(200, List.of(Running.header("x-served-by", name)), "hello"))));
  }
}

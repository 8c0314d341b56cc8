package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownCertificateTest {
  private static Certified.Papers papers;
  private Certified served;

  @BeforeAll
  static void papers(@TempDir Path folder) throws Exception {
    papers = Certified.Papers.in(folder);
  }

  @BeforeEach
  void start() throws Exception {
    served = new Certified(papers, ListenerOptions.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    served.close();
  }

  @Test
  void nobody_can_say_himself_who_he_is() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.optional("ca")),
        Certified.ca("ca", papers.partners()),
        served.route("b", "b.test", null),
        Running.route("plain.test", Running.rule("r", Running.ANY, Running.proxy())));
    String[] forged = {
      "Client-Cert: :Zm9yZ2Vk:",
      "client-cert: :Zm9yZ2Vk:",
      "CLIENT_CERT: :Zm9yZ2Vk:",
      "Client-Cert-Chain: :Zm9yZ2Vk:",
      "Client_Cert-chain: :Zm9yZ2Vk:",
      "X-Client-Cert-Subject: CN=forged",
      "x_client_cert_subject: CN=forged"
    };
    assertThat(served.client(null).ask("TLSv1.3", "a.test", forged)).startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).doesNotContain("zm9y", "forged");
    assertThat(served.client(null).ask("TLSv1.3", "b.test", forged)).startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).doesNotContain("zm9y", "forged");
    assertThat(served.client(papers.ada()).ask("TLSv1.3", "a.test", forged))
        .startsWith("HTTP/1.1 200 ");
    served.assertAdaIsTold();
    assertThat(
            served.plain(
                "GET / HTTP/1.1\r\nHost: plain.test\r\nConnection: close\r\n"
                    + String.join("\r\n", forged)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).doesNotContain("zm9y", "forged");
    assertThat(
            served.plain(
                "POST / HTTP/1.1\r\nHost: plain.test\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                    + String.join("\r\n", forged)
                    + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).doesNotContain("zm9y", "forged");
    assertThat(
            served
                .client(null)
                .http2("a.test", "a.test", forged[1], forged[3].toLowerCase(Locale.ROOT)))
        .isEqualTo("200 ok");
    assertThat(served.last()).doesNotContain("zm9y", "forged");
  }

  @Test
  void nobody_can_have_it_taken_away_as_of_this_hop() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    assertThat(
            served
                .client(papers.ada())
                .ask(
                    "TLSv1.3", "a.test", "Connection: client-cert, x-client-cert-subject, x-other"))
        .startsWith("HTTP/1.1 200 ");
    served.assertAdaIsTold();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_session_that_is_resumed_is_of_the_same_client_or_is_none(String version) throws Exception {
    Route route = served.route("a", "a.test", Certified.required("ca"));
    served.serve(route, served.route("b", "b.test", null), Certified.ca("ca", papers.partners()));
    CertifiedClient client = served.client(papers.ada());
    long first = established(client, version);
    served.assertAdaIsTold();
    assertThat(established(client, version)).as("resumed").isEqualTo(first);
    served.assertAdaIsTold();
    served.serve(route, served.route("b", "b.test", null), Certified.ca("ca", papers.others()));
    assertThatThrownBy(() -> client.ask(version, "a.test")).isInstanceOf(IOException.class);
    assertThat(served.forwarded()).hasSize(2);
  }

  /** When the session began that a request was made in. */
  private static long established(CertifiedClient client, String version) throws IOException {
    try (CertifiedClient.Connection open = client.open(version, "a.test")) {
      assertThat(open.ask("a.test")).startsWith("HTTP/1.1 200 ");
      return open.socket().getSession().getCreationTime();
    }
  }

  @Test
  void of_routes_with_one_name_the_strictest_decides_and_each_believes_its_own_ca()
      throws Exception {
    served.serve(
        served.route("a", "a.test", "/hello", Certified.optional("ca")),
        served.route("b", "a.test", "/other", Certified.required("others")),
        served.route("c", "a.test", "/open", null),
        Certified.ca("ca", papers.partners()),
        Certified.ca("others", papers.others()));
    assertThatThrownBy(() -> served.client(null).ask("TLSv1.3", "a.test"))
        .isInstanceOf(IOException.class);
    assertThat(path(papers.ada(), "/hello")).startsWith("HTTP/1.1 200 ");
    served.assertAdaIsTold();
    assertThat(path(papers.ada(), "/open")).startsWith("HTTP/1.1 200 ");
    assertThat(served.last()).as("the route does not ask").doesNotContain("client-cert");
    assertThat(path(papers.ada(), "/other")).startsWith("HTTP/1.1 421 ");
    assertThat(path(papers.stranger(), "/other")).startsWith("HTTP/1.1 200 ");
    assertThat(path(papers.stranger(), "/hello")).startsWith("HTTP/1.1 421 ");
  }

  private String path(Certificate shown, String path) throws Exception {
    try (CertifiedClient.Connection open = served.client(shown).open("TLSv1.3", "a.test")) {
      open.say("GET " + path + " HTTP/1.1\r\nHost: a.test\r\n\r\n");
      return Running.answer(open.socket().getInputStream());
    }
  }

  @Test
  void that_a_trusted_proxy_speaks_tls_is_no_certificate() throws Exception {
    ListenerOptions options =
        new ListenerOptions(
            Limits.DEFAULT, new TrustedProxies(AddressRanges.parse("127.0.0.1")), false, false);
    served.close();
    served = new Certified(papers, options);
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()),
        served.route("b", "b.test", null));
    assertThat(
            served.plain(
                "GET /hello HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-Proto: https\r\n"
                    + "Client-Cert: :Zm9yZ2Vk:\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
    try (CertifiedClient.Connection proxy = served.client(null).open("TLSv1.3", "b.test")) {
      assertThat(proxy.ask("a.test")).startsWith("HTTP/1.1 421 ");
      assertThat(proxy.ask("b.test")).as("is others' too").startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void over_http_2_too() throws Exception {
    served.serve(
        served.route("a", "a.test", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
    assertThat(served.client(papers.ada()).http2("a.test", "a.test")).isEqualTo("200 ok");
    served.assertAdaIsTold();
    assertThatThrownBy(() -> served.client(papers.stranger()).http2("a.test", "a.test"))
        .isNotNull();
    assertThatThrownBy(() -> served.client(null).http2("a.test", "a.test")).isNotNull();
    assertThat(served.forwarded()).hasSize(1);
  }
}

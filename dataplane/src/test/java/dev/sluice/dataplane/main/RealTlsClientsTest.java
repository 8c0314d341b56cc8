package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.tls.Trusted;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** curl, openssl, nghttp2's tools and Java's own client over TLS, where they are installed. */
class RealTlsClientsTest {
  private static final String GET =
      "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @TempDir private static Path folder;
  private static Certified.Papers papers;
  private static Certified served;
  private static Path own;

  @BeforeAll
  static void start() throws Exception {
    papers = Certified.Papers.in(folder);
    served = new Certified(papers, ListenerOptions.DEFAULT);
    own = written("own.pem", papers.ada());
    served.serve(
        served.route("open", "localhost", null),
        served.route("asking", "a.localhost", Certified.required("ca")),
        Certified.ca("ca", papers.partners()));
  }

  private static Path written(String name, Certificate certificate) throws Exception {
    return Files.writeString(
        folder.resolve(name), certificate.chainPem() + "\n" + certificate.keyPem());
  }

  @AfterAll
  static void stop() throws Exception {
    served.close();
  }

  private static int port() {
    return served.running.plane.httpsPort();
  }

  private static String url(String host) {
    return "https://" + host + ":" + port() + "/hello";
  }

  @ParameterizedTest
  @CsvSource({"--http1.1, 1.1, 1.2", "--http1.1, 1.1, 1.3", "--http2, 2, 1.2", "--http2, 2, 1.3"})
  void curl_gets_and_shows_its_certificate(String option, String http, String tls)
      throws Exception {
    String[] usual = {"-sSk", "--max-time", "10", option, "--tls-max", tls};
    String[] told = {"-w", " %{http_code} %{http_version}"};
    assertThat(Installed.run("curl", with(usual, told, url("localhost"))))
        .isEqualTo("ok 200 " + http);
    assertThat(
            Installed.run("curl", with(usual, told, "--cert", own.toString(), url("a.localhost"))))
        .isEqualTo("ok 200 " + http);
    served.assertAdaIsTold();
    assertThat(Installed.told("", "curl", with(usual, told, url("a.localhost"))).exit())
        .isNotZero();
  }

  @Test
  void curl_verifies_the_certificate() throws Exception {
    Path trusted = Files.writeString(folder.resolve("ca.pem"), papers.server().chainPem());
    assertThat(Installed.run("curl", "-sS", "--cacert", trusted.toString(), url("localhost")))
        .isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "http/1.1"})
  void h2load_is_served_to_the_last_request(String protocol) throws Exception {
    assertThat(
            Installed.run(
                "h2load", "--npn-list", protocol, "-n", "300", "-c", "4", url("localhost")))
        .contains("300 succeeded, 0 failed, 0 errored, 0 timeout")
        .contains("Application protocol: " + protocol);
  }

  @Test
  void nghttp_gets_two_over_one_connection() throws Exception {
    assertThat(Installed.run("nghttp", "-v", url("localhost"), url("localhost") + "?b"))
        .contains("The negotiated protocol: h2", ":status: 200");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void javas_own_client_gets(HttpClient.Version version) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    TrustManager verifier = Trusted.by(Keytool.authority("server", papers.server()));
    trusting.init(null, new TrustManager[] {verifier}, null);
    HttpClient client = HttpClient.newBuilder().version(version).sslContext(trusting).build();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(url("localhost"))).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("ok");
      assertThat(answer.version()).isEqualTo(version);
    }
  }

  // ---- sessions

  /** By ticket, by the server's memory, by a key that was shared before. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
  void openssl_resumes_a_session(String options) throws Exception {
    String session = folder.resolve("session" + options.replace(' ', '_')).toString();
    String[] of = options.split(" ");
    assertThat(openssl("localhost", with(of, "-sess_out", session)))
        .contains("New, TLSv1", "200 OK");
    assertThat(openssl("localhost", with(of, "-sess_in", session)))
        .contains("Reused, TLSv1", "200 OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
  void a_resumed_session_keeps_its_client_and_opens_no_other_name(String options) throws Exception {
    String session = folder.resolve("client" + options.replace(' ', '_')).toString();
    String free = folder.resolve("free" + options.replace(' ', '_')).toString();
    String[] of = options.split(" ");
    String[] shown = with(of, "-cert", own.toString(), "-key", own.toString());
    assertThat(openssl("a.localhost", with(shown, "-sess_out", session))).contains("200 OK");
    assertThat(openssl("a.localhost", with(of, "-sess_in", session)))
        .as("without its certificate at hand")
        .contains("Reused, TLSv1", "200 OK");
    served.assertAdaIsTold();
    assertThat(openssl("localhost", with(of, "-sess_out", free))).contains("200 OK");
    assertThat(openssl("a.localhost", with(of, "-sess_in", free)))
        .doesNotContain("Reused")
        .doesNotContain("200 OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_2 -no_ticket", "-tls1_3"})
  void a_session_does_not_outlive_its_ca(String options) throws Exception {
    try (Certified other = new Certified(papers, ListenerOptions.DEFAULT)) {
      Route route = other.route("a", "localhost", Certified.required("ca"));
      other.serve(route, Certified.ca("ca", papers.partners()));
      int port = other.running.plane.httpsPort();
      String session = folder.resolve("rotated" + options.replace(' ', '_')).toString();
      String[] shown = with(options.split(" "), "-cert", own.toString(), "-key", own.toString());
      assertThat(openssl(port, "localhost", with(shown, "-sess_out", session))).contains("200 OK");
      other.serve(route, Certified.ca("ca", papers.partners(), papers.others()));
      assertThat(openssl(port, "localhost", with(shown, "-sess_in", session)))
          .as("verified anew")
          .doesNotContain("Reused")
          .contains("200 OK");
      other.serve(route, Certified.ca("ca", papers.others()));
      assertThat(openssl(port, "localhost", with(shown, "-sess_in", session)))
          .doesNotContain("Reused")
          .doesNotContain("200 OK");
    }
  }

  private static String openssl(String serverName, String... options) throws Exception {
    return openssl(port(), serverName, options);
  }

  private static String openssl(int port, String serverName, String... options) throws Exception {
    String[] usual = {"s_client", "-connect", "127.0.0.1:" + port, "-servername", serverName};
    return Installed.told(
            GET.replace("localhost", serverName), "openssl", with(with(usual, "-ign_eof"), options))
        .text();
  }

  private static String[] with(String[] these, String... those) {
    return Stream.of(these, those).flatMap(Arrays::stream).toArray(String[]::new);
  }

  private static String[] with(String[] these, String[] those, String... more) {
    return with(with(these, those), more);
  }
}

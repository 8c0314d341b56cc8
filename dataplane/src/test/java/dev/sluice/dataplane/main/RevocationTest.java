package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.tls.KeyPair;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CAs have signed and take back. */
class RevocationTest {
  private static Certified.Papers papers;
  private static Certificate bob;
  private static String bobs;
  private static String expired;
  private static String others;

  private Certified gate;

  @BeforeAll
  static void papers(@TempDir Path folder) throws Exception {
    papers = Certified.Papers.in(folder);
    bob = Keytool.signed(folder, "bob", "CN=bob", papers.partners());
    String serial = KeyPair.of(bob).chain()[0].getSerialNumber().toString();
    bobs = Keytool.revoked(folder, papers.partners(), serial);
    expired =
        Keytool.revoked(folder, papers.partners(), serial, "-startdate", "-9d", "-validity", "2");
    others = Keytool.revoked(folder, papers.others(), serial);
  }

  @BeforeEach
  void start() throws Exception {
    gate = new Certified(papers, ListenerOptions.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private static Authority ca(String name, Certificate trusted, String revoked) {
    Authority plain = Certified.ca(name, trusted);
    return new Authority(plain.id(), plain.pem(), revoked);
  }

  private void serve(String revoked) throws Exception {
    gate.serve(
        ca("ca", papers.partners(), revoked), gate.route("a", "a.test", Certified.required("ca")));
  }

  private void assertRefused(Certificate shown, String version) throws Exception {
    CertifiedClient client = gate.client(shown);
    int before = gate.forwarded().size();
    assertThatThrownBy(() -> client.ask(version, "a.test")).isInstanceOf(IOException.class);
    assertThat(gate.forwarded()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void who_is_on_the_list_gets_no_connection(String version) throws Exception {
    serve(bobs);
    assertThat(gate.client(papers.ada()).ask(version, "a.test")).startsWith("HTTP/1.1 200 ");
    assertRefused(bob, version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void who_is_put_on_it_has_no_use_of_an_open_connection(String version) throws Exception {
    serve(null);
    try (CertifiedClient.Connection adas = gate.client(papers.ada()).open(version, "a.test");
        CertifiedClient.Connection open = gate.client(bob).open(version, "a.test")) {
      assertThat(open.ask("a.test")).startsWith("HTTP/1.1 200 ");
      assertThat(adas.ask("a.test")).startsWith("HTTP/1.1 200 ");
      serve(bobs);
      assertThat(open.ask("a.test")).startsWith("HTTP/1.1 421 ");
      assertThat(adas.ask("a.test")).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void without_a_list_that_holds_nobody_is_believed(String version) throws Exception {
    serve(expired);
    assertRefused(papers.ada(), version);
    serve(others);
    assertRefused(papers.ada(), version);
  }

  @Test
  void a_list_is_for_the_cas_that_it_stands_beside() throws Exception {
    gate.serve(
        ca("ca", papers.partners(), bobs),
        Certified.ca("other", papers.others()),
        gate.route("a", "a.test", "/hello", Certified.required("ca")),
        gate.route("b", "a.test", "/", Certified.required("other")));
    assertThat(gate.client(papers.ada()).ask("TLSv1.3", "a.test")).startsWith("HTTP/1.1 200 ");
    try (CertifiedClient.Connection open =
        gate.client(papers.stranger()).open("TLSv1.3", "a.test")) {
      open.say("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(Running.answer(open.socket().getInputStream())).startsWith("HTTP/1.1 200 ");
    }
    assertRefused(bob, "TLSv1.3");
  }

  @Test
  void a_list_that_cannot_be_read_leaves_the_one_before_it() throws Exception {
    serve(bobs);
    assertThat(
            gate.apply(
                ca("ca", papers.partners(), "-----BEGIN X509 CRL-----\nhalf"),
                gate.route("a", "a.test", Certified.required("ca"))))
        .containsValue("CA certificates cannot be used");
    assertThat(gate.client(papers.ada()).ask("TLSv1.3", "a.test")).startsWith("HTTP/1.1 200 ");
    assertRefused(bob, "TLSv1.3");
  }
}
